"""Clauses of an English sentence, and whom each is about: the person, somebody of theirs, or somebody unknown.

Whoever a clause is about, it is read in one shape: "I'm", "my mom's" and "my brother is" all become "be".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from memory.facts import SELF
from policies.proactive.kinds import named

_CUT = re.compile(
    r"(?:,|;| -|:)\s+(?:(?:and|but|so)\s+)?|\s(?:but|because|cuz|cause|bc|though|although|then|lol|haha)\s+|[)(]\s*"
    r"|(?<!\bme)\sand\s+(?=(?:i|i'm|im|i've|my|we|we're|he|she|they|it|he's|she's)\s)|\sso\s+(?=(?:i|i'm|im"
    r"|my|we|he|she"
    r"|they|it|no|that)\b)",
    re.I,
)
# Behind these nothing in the sentence is the person's own until a "but".
_UNREAL = re.compile(
    r"^(?:if|unless|when|whenever|imagine|suppose|pretend|maybe|perhaps|wish|i wish|i want|i'd|i would|i hope|i "
    r"think|i thought|i dreamt"
    r"|(?:she|he|they|people|everyone|everybody|someone|somebody|who|\w+) (?:said|says|say|told|tells|asked|asks"
    r"|thinks|thought|claims?|keeps? saying|was like|is like|goes|went like)"
    r"|my \w+ (?:said|says|told|tells|asked|asks|thinks|thought|keeps? saying|wants|was like|is like)|oh great|oh "
    r"sure|oh yeah"
    r"|yeah sure|yeah right|sure|apparently|like i'm|as if)\b",
    re.I,
)
_UNDONE = re.compile(
    r"\b(?:not really|in my dreams|someday|one day|yeah right|/s|said no ?(?:one|body)|no one ever)\b", re.I
)
_OPENER = re.compile(
    r"^(?:(?:so|well|oh|ok|okay|hey|hi|hello|yeah|yes|yep|no(?=,)|nah(?=,)|btw|fyi|lol|haha|omg|and|also|plus"
    r"|honestly|tbh|actually|really|just|ugh|ah|wow|anyway|anyways"
    r"|currently|right now|these days|now|nowadays|lately|personally|today|finally|guess what|seriously|obviously"
    r"|(?:it )?turns out(?: that)?|good news|(?:the )?tests? showed(?: that)?|basically|unfortunately"
    r"|sadly)(?:[\s,!.]+|$))+",
    re.I,
)
_RELATIONS = {
    "mother": "mother|mom|mum|mommy|mama",
    "father": "father|dad|daddy|papa",
    "parents": "parents|folks",
    "grandmother": "grandmother|grandma|granny|nan|nana",
    "grandfather": "grandfather|grandpa|grandad|granddad",
    "brother": "brother|bro",
    "sister": "sister|sis",
    "husband": "husband|hubby",
    "wife": "wife",
    "fiance": "fiancee?|fiancée?",
    "partner": "partner",
    "son": "son",
    "daughter": "daughter",
    "boyfriend": "boyfriend|bf",
    "girlfriend": "girlfriend|gf",
    "friend": "best friend|friend|bestie|bff|buddy|mate",
    "roommate": "roommate|flatmate|housemate",
    "boss": "boss|manager|supervisor|team lead",
    "teacher": "teacher|professor",
    "colleague": "colleague|coworker|co-worker",
    "aunt": "aunt|auntie",
    "uncle": "uncle",
    "cousin": "cousin",
    "nephew": "nephew",
    "niece": "niece",
    "dog": "dog|puppy|pup",
    "cat": "cat|kitten|kitty",
}
RELATION = "|".join(sorted((word for words in _RELATIONS.values() for word in words.split("|")), key=len, reverse=True))
_ELDER = r"(?:(?:older|younger|big|little|elder|baby|twin|youngest|oldest|half|step|late) )?"
_RELATED = re.compile(
    rf"^(?:(?:my|our) |(?=(?:mom|mum|dad|grandma|grandpa)\b))(?P<words>{_ELDER}(?P<relation>{RELATION}))"
    rf"(?P<s>'s|s'|s)?(?:,? "
    rf"(?P<name>(?-i:[A-Z][a-z]{{1,14}}))(?P<ns>'s)?)?,? ?",
    re.I,
)
_FRIEND_OF_MINE = re.compile(
    r"^(?:a|one of my|this) (?P<words>(?P<relation>friend|coworker|colleague|cousin)s?)(?: of mine)? ", re.I
)
_I = re.compile(
    r"^(?:(?P<am>i'm|im|i am|we're|we are|me and (?:my )?\w+ are)|(?P<have>i've|ive|i have|we've|we have)"
    r"|(?P<would>i'd"
    r"|i'll|we'll|we'd)|(?P<plain>i|we|me and (?:my )?\w+))\s",
    re.I,
)
_ADVERB = re.compile(
    r"^(?:(?:just|really|also|still|actually|usually|always|kinda|totally|absolutely|honestly|currently|now"
    r"|recently|literally|only|so|basically|technically|low-?key|fucking|freaking|sort of|kind of|both|been"
    r"|already|finally|mostly) )+",
    re.I,
)
# "Tom has …", "the neighbour's …": whoever it is, nothing of it is the person's own.
_DOES = (
    r"has|had|have|having|is|are|was|were|isn't|wasn't|hasn't|will|won't|gets?|got|gotten|goes|went|going"
    r"|needs?|needed"
    r"|starts?|started|takes?|took|underwent|flies|flew|leaves|left|moves|moved|broke|gave|graduates?"
    r"|graduated|married"
    r"|passed(?! away)|failed|finished|wants?|wanted|came|comes|runs|ran|won|lost|bought|adopted|retired"
    r"|lives|works|visits?"
    r"|visited|travell?ed|drove|quit|turned|did|does|said|told|invited|met|meets"
)
_THIRD = re.compile(
    rf"^(?:(?P<he>he|she|they|everyone|everybody|someone|somebody|nobody|who)\b|(?P<who>(?:(?:the|a|an|his"
    rf"|her|their|your|that"
    rf"|some|another) (?:[\w']+ ){{0,2}})?[\w-]+(?: (?:and|&) [\w-]+| [A-Z][\w-]+)?)(?:'s|'ll|'d)?,? (?:\w+ly "
    rf"|just |also "
    rf"|already |finally |still )?(?:{_DOES})\b|(?P<whose>[\w-]+)'s )",
    re.I,
)
_NOBODY = re.compile(
    rf"(?:^|\s)(?:{_DOES}|i|me|my|we|us|our|it|its|that|this|these|those|there|here|what|let|when|where|how"
    rf"|today|tonight"
    r"|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|weekend|month|year|morning"
    r"|afternoon|evening|night"
    r"|next|last|not|just|or|so|but|if|work|school|class|college|life|everything|nothing|something"
    r"|birthday|bday|in|on|at|to"
    r"|for|with|of|from|by|finally|never)(?:\s|$)",
    re.I,
)
_NAMES_IT = re.compile(r"(?:his|her|its|their) names?\b", re.I)  # of the pet spoken of
_BARE = re.compile(
    r"^(?:(?P<be>(?:been )?living in|allergic to|majoring in|working (?:at|as|for|in)|originally from"
    r"|from|born (?:in|and)|single|married|divorced|engaged|vegan|vegetarian|into)"
    r"|(?P<do>live in|grew up|got|caught|had|have|can't|cannot|cant|couldn't|went|moved|play|hate|work "
    r"(?:at|as|for|in)|ran|don't|dont|do not|speak|study|broke up|quit|started|adopted|bought))\b",
    re.I,
)


@dataclass(frozen=True)
class Clause:
    """`subject`: the person, a relation ("sister Ana"), or None. `verb`: "be", "have" or "" when `rest`"
    " begins with it.

    `rest`: what is said. `words` and `name`: the relation as it was called ("best friend"), and their name.
    `possessive`: the relation's own thing is spoken of ("my mom's birthday"). `before`: earlier clauses.
    """

    subject: str | None
    verb: str
    rest: str
    before: str = ""
    words: str = ""
    name: str = ""
    possessive: bool = False


def relation_of(word: str) -> str:
    """ "Mum" → "mother". KeyError for a word that is no relation."""
    plain = word.lower()
    return next(name for name, words in _RELATIONS.items() if re.fullmatch(words, plain))


def clauses(sentence: str, context: str = "") -> tuple[Clause, ...]:
    """The clauses that state something; none behind a wish, a condition or what somebody said.

    `context`: the sentence before.
    """
    if _UNDONE.search(sentence):
        return ()
    marks = [(0, 0, ""), *((found.start(), found.end(), found[0]) for found in _CUT.finditer(sentence))]
    marks.append((len(sentence), len(sentence), ""))
    kept: list[Clause] = []
    unreal = False
    subject: str | None = SELF
    for (_, start, joint), (end, _, _) in pairwise(marks):
        raw = sentence[start:end].strip()
        text = _OPENER.sub("", raw)
        unreal = (unreal and "but" not in joint.lower()) or bool(_UNREAL.match(text) or _UNREAL.match(raw))
        clause = Clause(None, "", text) if unreal else _clause(text, subject, f"{context} {sentence[:start]}".strip())
        subject = clause.subject
        kept.append(clause)
    return tuple(each for each in kept if each.subject is not None)


def _clause(text: str, inherited: str | None, before: str) -> Clause:
    if found := _I.match(text):
        if found["would"]:
            return Clause(None, "", text)
        verb = "be" if found["am"] else "have" if found["have"] else ""
        rest, adverb = _without_adverb(text[found.end() :])
        return Clause(SELF, _verb_after(verb, adverb), rest, before)
    if found := _RELATED.match(text) or _FRIEND_OF_MINE.match(text):
        return _of_relation(found, text[found.end() :], before)
    if text.lower().startswith(("my ", "our ", "it's my ", "its my ", "today is my ")):
        return Clause(SELF, "", text, before)
    if found := _BARE.match(text):
        rest, _ = _without_adverb(text)
        return Clause(inherited, "be" if found["be"] else "", rest, before)
    return Clause(None if _third_person(text) else inherited, "loose", text, before)


def _third_person(text: str) -> bool:
    """Whether a clause without "I" or "my" has somebody else for its subject: no event, no day, no "it"."""
    found = _THIRD.match(text)
    if not found or _NAMES_IT.match(text):
        return False
    if found["he"]:
        return True
    who = found["who"] or found["whose"]
    return not (_NOBODY.search(who) or named(who.lower()))


def _verb_after(verb: str, adverb: str) -> str:
    return "be" if verb == "have" and "been " in adverb.lower() else verb


def _without_adverb(text: str) -> tuple[str, str]:
    found = _ADVERB.match(text)
    return (text[found.end() :], found[0]) if found else (text, "")


def _of_relation(found: re.Match[str], rest: str, before: str) -> Clause:
    groups = found.groupdict()
    name = groups.get("name") or ""
    subject = f"{relation_of(found['relation'])} {name}".strip()
    whose = groups.get("ns") if name else groups.get("s")
    rest, _ = _without_adverb(re.sub(r"^(is|are|was|has)n['’]?t ", r"\1 not ", rest))
    verb = ""
    if whose in ("'s", "s"):
        verb = "'s"
    elif auxiliary := re.match(r"(?:is|are|has|was) ", rest, re.I):
        verb = {"is": "be", "are": "be", "has": "have", "was": "was"}[auxiliary[0].strip().lower()]
        rest, _ = _without_adverb(rest[auxiliary.end() :])
    words = found["words"].lower() if found["words"].islower() else found["words"]
    return Clause(subject, verb, rest, before, words, name, possessive=verb == "'s")
