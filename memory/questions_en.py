"""English questions about what was told: closed forms only, since ordinary talk asks and remembers all the time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from memory.question import ME, NO_QUESTION, THERE_IS, Question, Value
from policies.language.relations import relations

_OPENING = re.compile(r"^(?:(?:hey|so|and|but|wait|ok|okay|oh|um|well|hi|hmm|now|please|sorry|quick question)[\s,:]+)+")
_CLOSING = re.compile(r"[\s,]+(?:again|by the way|btw|then|please|though|haha|lol|right now|anyway|still)$")
_NOUNS: Mapping[str, str] = {
    "name": r"(?:full |first |last )?name|surname|nickname|names",
    "age": r"age",
    "birthday": r"birthday|date of birth",
    "home": r"home town now|home city",
    "hometown": r"hometown|home town",
    "job": r"job|profession|occupation|job title",
    "workplace": r"company|employer|workplace",
    "school": r"school|college|university",
    "major": r"major",
    "hobby": r"hobby|hobbies",
    "allergy": r"allergy|allergies",
    "personality": r"mbti|personality type",
    "religion": r"religion|faith",
    "goal": r"dream|goal",
    "likes": r"favou?rite (?P<liked>[\w ]+)",
    "": r"blood type|address|phone number|shoe size|star sign|zodiac sign|plate number|postcode|zip code",
}
_NOUN_TABLE = tuple((attribute, re.compile(noun)) for attribute, noun in _NOUNS.items())
_WHOSE = r"(?P<whose>i|my(?: [\w'-]+){1,3}?|(?!you\b|he\b|she\b|it\b|they\b|we\b|that\b|this\b|people\b)[a-z]+)"
_NOUN_FORM = re.compile(
    r"^(?P<wh>what|when|who|where)(?:'s|'re| is| are| was| were) (?P<thing>(?:my|our) [\w' -]+?|[a-z]+'s [\w -]+?)$"
)
_NAME_OF = re.compile(r"^what(?:'s| is| are| was) (?:the )?names? of (?P<whose>my [\w' -]+)$")
_CALLED = re.compile(r"^what(?:'s| is| are| was) (?P<whose>my [\w' -]+) (?:called|named)$")
_VERBS = (
    ("home", re.compile(rf"^where (?:do|does|did) {_WHOSE} (?:live|stay)(?: before.*)?$")),
    ("workplace", re.compile(rf"^where (?:do|does|did) {_WHOSE} work$")),
    ("workplace", re.compile(rf"^(?:who|what company) (?:do|does|did) {_WHOSE} work for$")),
    ("school", re.compile(rf"^where (?:do|does|did) {_WHOSE} (?:go to (?:school|college|university)|study)$")),
    ("hometown", re.compile(rf"^where (?:am|is|are) {_WHOSE} from$|^where did (?P<whose2>i) grow up$")),
    ("job", re.compile(rf"^what (?:do|does|did) {_WHOSE} do (?:for (?:a living|work)|as a job)$")),
    ("job", re.compile(r"^what does (?P<whose>my [\w'-]+(?: [\w'-]+)?) do$")),
    ("major", re.compile(rf"^what (?:do|does) {_WHOSE} (?:study|major in)$")),
    ("age", re.compile(rf"^how old (?:am|is|are) {_WHOSE}$")),
    ("birthday", re.compile(rf"^when (?:was|is|am|were) {_WHOSE} born$")),
    ("allergy", re.compile(rf"^what (?:food )?(?:am|is|are) {_WHOSE} allergic to$")),
    ("allergy", re.compile(r"^(?:do (?P<whose>i) have (?:any |an |some )?(?:food )?allerg(?:y|ies))$")),
    ("allergy", re.compile(r"^(?:am (?P<whose>i) allergic to (?P<of>[\w ]+))$")),
    ("likes", re.compile(rf"^what (?:do|does) {_WHOSE} like(?: best| most)?$")),
    ("dislikes", re.compile(rf"^what (?:do|does) {_WHOSE} hate$")),
    ("hobby", re.compile(rf"^what (?:do|does) {_WHOSE} do for fun$")),
    ("name", re.compile(r"^do i have (?:a|an|any) (?P<whose>[\w-]+)$")),
    ("name", re.compile(r"^who(?:'s| is) (?P<whose>my [\w'-]+(?: [\w'-]+)?)$")),
)
_NOT_TOLD = re.compile(
    r"\b(?:turn|food|order|package|pizza|next move|problem|life|deal|fault|point|future|issue|mood|purpose|"
    r"weekend|taxi|"
    r"love|going|gonna|coming|ready|arriv\w+|getting|doing|over|here|supposed|damage|best)\b"
)
_LEAD = re.compile(
    r"^(?:(?:do|can|could|would) you (?:still |even )?(?P<remember>remember|recall)(?: |$)"
    r"|(?P<know>do you (?:still )?know) "
    r"|(?:can you |could you |please )?(?P<remind>remind) me (?:of )?(?=what |where |who |how |which |when |my )"
    r"|(?:can you |could you )?(?P<tell>tell) me (?=what |where |who |how |when |my ))"
)
_DID_I_SAY = re.compile(
    r"^(?P<wh>what|where|when|who|why|which|how)\b(?P<between>.*?)"
    r" did i (?:say|tell you|mention)(?: that)?\b ?(?P<rest>.*)$"
)
_SAID_WHAT = re.compile(
    r"^(?:what (?:have|had) i (?:told you|said)|what did i (?:tell you|say|mention))"
    r" (?:about|on|at|last|yesterday|earlier|this) ?.+$"
    r"|^what did i tell you (?:yesterday|last \w+|earlier)$"
)
_EVER = re.compile(r"^(?:did|have) i ever (?:tell|told|mention|mentioned|say|said)\b")
_TOLD_MY = re.compile(
    r"^i (?:told|mentioned) (?:to )?(?:you )?(?:about )?(?P<thing>my [\w' -]+?),"
    r" (?:what|when|where|who) (?:is|was|are|were) (?:it|he|she|they)$"
)
_OWN = re.compile(r"\b(?:i|my|i'm|i've|i'd|mine)\b")
_EVERYTHING = re.compile(
    r"^do you (?:still |even )?remember (?:me|who i am)$"
    r"|^(?:what|how much) (?:all )?(?:do|can) you (?:know|remember|recall) about me(?: so far)?$"
    r"|^what have i told you about (?:me|myself)$|^tell me (?:what|everything|all) you (?:know|remember) about me$"
    r"|^do you (?:know|remember) anything about me$"
)
_PAST = re.compile(
    r"^(?P<wh>who|when|why|how much|how many|what(?: \w+)?|where|which \w+) (?:did|was|were) "
    r"(?:i|(?!(?:you|my|your|we|they|he|she|it|that|this)\b)[a-z]+) \w+"
    r"|^which \w+ do i \w+"
)
_FORMER = re.compile(
    r"\bbefore (?:i|that|we|moving)\b|\bused to\b|\bpreviously\b|\bformer\b|\b(?:last|old) (?:job|home|place)\b"
)
_NOT_ASKED = re.compile(
    r"\bremember (?:when we|being|us|that i love|what i mean)|\bwhat i mean\b|^(?:do you )?remember when\b"
)
_TEACHES = re.compile(r"^(?:remind|tell) me (?:when (?!my\b)|to\b|what (?!my\b|i (?:said|told|do for))|how (?!old\b))")
_EMBEDDED = re.compile(
    r"^(?P<wh>what|when|who|where) (?P<thing>.+?) (?P<be>is|was|are|were)(?P<called> called| named| again)?$"
)
_EMBEDDED_VERB = re.compile(
    r"^(?P<wh>where|what|how old|who|what company) (?P<whose>i|my [\w'-]+|[a-z]+)"
    r" (?P<verb>live|work|study|am|is|'m|do|go|like|was)s?\b(?P<rest>.*)$"
)


def read(sentence: str) -> Question:
    """What one sentence wants to hear."""
    plain = _stripped(sentence)
    if _EVERYTHING.search(plain):
        return Question(memory=True, everything=True)
    if _NOT_ASKED.search(plain):
        return NO_QUESTION
    lead = _LEAD.search(plain)
    values = tuple(dict.fromkeys(_values(_direct(plain, lead))))
    memory = _asks_for_told(plain, lead, values) or any(_is_told(each, lead is not None) for each in values)
    perhaps = 0 if memory else _perhaps(plain)
    if not (memory or perhaps or values):
        return NO_QUESTION
    return Question(memory, perhaps, former=_FORMER.search(plain) is not None, values=values)


def _stripped(sentence: str) -> str:
    plain, before = _OPENING.sub("", sentence), ""
    while plain != before:
        before, plain = plain, _CLOSING.sub("", plain).strip(" ,")
    return plain


def _direct(plain: str, lead: re.Match[str] | None) -> str:
    """In direct order: "do you remember where I live" and "where did I say I live" ask "where do I live"."""
    if told := _TOLD_MY.search(plain):
        return f"what is {told['thing']}"
    if said := _DID_I_SAY.search(plain):
        return _upright(f"{said['wh']}{said['between']} {said['rest']}")
    if lead is None:
        return plain
    rest = plain[lead.end() :]
    return f"what is {rest}" if rest.startswith("my ") else _upright(rest)


def _upright(rest: str) -> str:
    if found := _EMBEDDED_VERB.search(rest):
        be = {"am": "am", "is": "is", "'m": "am", "was": "was"}.get(found["verb"])
        if be:
            return f"{found['wh']} {be} {found['whose']}{found['rest']}"
        helper = "do" if found["whose"] == "i" else "does"
        return f"{found['wh']} {helper} {found['whose']} {found['verb']}{found['rest']}"
    if found := _EMBEDDED.search(rest):
        return f"{found['wh']} {found['be']} {found['thing']}{(found['called'] or '').replace(' again', '')}"
    return rest


def _values(direct: str) -> Iterator[Value]:
    if found := _NAME_OF.search(direct) or _CALLED.search(direct):
        yield Value("name", found["whose"].removeprefix("my "))
        return
    for attribute, form in _VERBS:
        if found := form.search(direct):
            parts = found.groupdict()
            whose = (parts.get("whose") or parts.get("whose2") or "").removeprefix("my ")
            if attribute == "name" and not relations(whose):
                continue
            of = THERE_IS if direct.startswith("do i have a") and attribute == "name" else parts.get("of") or ""
            yield Value(attribute, ME if whose == "i" else whose, of)
            return
    if found := _NOUN_FORM.search(direct):
        yield from _noun_values(found["wh"], found["thing"])


def _noun_values(wh: str, thing: str) -> Iterator[Value]:
    whose, _, noun = thing.rpartition("'s ") if "'s " in thing else thing.partition(" ")
    whose = "" if whose in ("my", "our") else whose.removeprefix("my ").removeprefix("our ")
    for attribute, table in _NOUN_TABLE:
        if (found := table.fullmatch(noun)) and wh in ("what", "when", "where"):
            yield Value(attribute, whose, found.groupdict().get("liked") or "")
            return
    if wh == "when" and not whose and not _NOT_TOLD.search(noun):
        yield from (Value(attribute, ME, noun) for attribute in ("plan", "event"))
    elif wh in ("what", "who") and relations(noun) and not whose:
        yield Value("name", noun)


def _is_told(value: Value, led: bool) -> bool:
    """A value of the person or of their people; a name of one's own is the persona's to say in its voice."""
    if value.whose == ME:
        return led or value.attribute not in ("name", "likes", "dislikes")
    return bool(relations(value.whose)) and value.attribute in ("name", "birthday", "age", "home", "job", "workplace")


def _asks_for_told(plain: str, lead: re.Match[str] | None, values: tuple[Value, ...]) -> bool:
    if said := _DID_I_SAY.search(plain):
        return re.match(r"(?!(?:it|that|so)\b).", said["rest"]) is not None and (
            said["wh"] != "what" or bool(_OWN.search(said["rest"])) or bool(_SAID_WHAT.search(plain))
        )
    if _SAID_WHAT.search(plain) or _TOLD_MY.search(plain):
        return True
    if lead is None or _TEACHES.search(plain):
        return False
    if lead["know"] or lead["tell"]:
        return bool(values)
    rest = plain[lead.end() :]
    return bool(values) or (
        re.match(r"(?:my|what|when|where|who|which|how|why|if|whether|that i) ?", rest) is not None
        and (_OWN.search(rest) is not None or bool(relations(rest)))
    )


def _perhaps(plain: str) -> int:
    """It may as well be wondered aloud, or lead up to what is told now."""
    if _EVER.search(plain):
        return 1
    found = _PAST.search(plain)
    return 0 if found is None else 1 if found["wh"] in ("when", "how much") else 2
