"""Sentences of chat text in Korean and English: where they end, whether one looks finished, whether one asks.

Rules on marks and endings only. Chat leaves marks out, so a missing mark proves nothing; nothing is ever discarded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policies.language.endings import ending
from policies.language.normalise import EMOJI, has_words, without_tail

_LINK = r"(?:https?://|www\.)\S+?(?=[.,!?…~)\]\"'”’]*(?:\s|$))"
# Stops in here end no sentence: links, addresses, dates (2026. 1. 27.), numbers, list numbers, abbreviations, initials.
_PROTECTED = re.compile(
    rf"""{_LINK}
    | [\w.+-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}})+
    | (?<!\d)\d{{4}}\.\s?\d{{1,2}}\.(?:\s?\d{{1,2}}\.)?
    | \d+(?:[.,]\d+)+
    | (?:(?<=\n)|^)[^\S\n]*\d{{1,2}}\.(?=[^\S\n])
    | (?<!\w)(?:mr|mrs|ms|dr|prof|st|jr|sr|vs|no|e\.g|i\.e|approx)\.
    | (?<!\w)(?:etc|a\.m|p\.m|u\.s|u\.k|inc|ltd|co|corp)\.(?!\s+(?-i:[A-Z가-힣]))
    | (?<!\w)(?-i:[A-Z])\.(?=\s?(?-i:[A-Z]))
    """,
    re.I | re.X,
)
_MERRY = f"[ㅋㅎㅠㅜ~^{EMOJI}\u200d]"
_CANDIDATE = re.compile(
    rf"""(?P<stop>[.!?…。！？]+) (?P<close>["'”’)\]」』》]*) (?P<tail>(?:[^\S\n]?{_MERRY})*+) (?P<space>\s*)
    | (?<!{_MERRY})(?P<merry>[^\S\n]?{_MERRY}(?:[^\S\n]?{_MERRY})*+) (?P<gap>\s+)
    | \s*\n\s*""",
    re.X,
)
_TAIL = 40  # characters: enough for the last words and their marks
_ELLIPSIS = re.compile(r"…|\.\.")
# 음슴체 and the like: noun forms that close a message without a speech level.
_NOUN_FORMS = re.compile(r"[가-힣](?:음|임|함|됨|남|옴|감|슴|듯|중)$|\s(?:듯|중)$")
_WHOLE_REPLIES = re.compile(
    r"(?:네|넵|넹|예|응|웅|엉|어|ㅇㅇ|ㅇㅋ|ㄴㄴ|ㄱㅅ|ㄱㄱ|ㅎㅇ|ㅂㅂ|아니|그래|안녕|하이|고마워|미안|헐|대박|굿|"
    r"오키|콜|최고)$"
)
_HOLDING_KO = re.compile(
    r"(?:^|\s)(?:근데|그런데|근대|그래서|그리고|그래가지고|그니까|그러니까|그러면|그럼|하지만|그게|그거|잠깐|"
    r"잠깐만|잠시만|잠만|"
    r"ㄱㄷ|저기|저기요|음+|흠+|아니 그게|아 맞다|왜냐면|왜냐하면|예를 들어|예를 들면|사실|일단|또|혹시|막|약간|"
    r"뭐랄까|그)$|^(?:(?:아|야|음|저기|아니|근데|그런데|그리고|그래서)\s){0,3}있잖아요?$"
)
_OBJECT_PARTICLE = re.compile(r"[가-힣](?:은|는|을|를)$")
_NOUNS_LIKE_PARTICLES = re.compile(r"(?:가을|마을|노을|개울|고을)$")
_HOLDING_EN = re.compile(
    r"(?:^|\s)(?:and|but|because|cause|cuz|bc|if|or|the|a|an|of|my|your|his|their|um+|uh+|hmm+|wait|hold on|"
    r"hang on|one sec|brb|"
    r"although|i|so i|and so|but so)$|^(?:so|well|also|plus|then|actually|anyway|btw|by the way|when|while)$",
    re.I,
)
# Words whose particle leaves the verb to come, behind no mark: 팀장한테, 친구가, 서울로, 어제도.
_VOWELS = "".join(chr(code) for code in range(0xAC00, 0xD7A4, 28))  # syllables without a final consonant
_BEFORE_RO = _VOWELS + "".join(chr(code + 8) for code in range(0xAC00, 0xD7A4, 28))  # or with a final ㄹ
_PARTICLES = re.compile(
    rf"[가-힣](?:한테|에게|부터|랑)$|(?:님|분|버지|머니)께$|[{_BEFORE_RO}]로$|[{_VOWELS}]가$"
    r"|(?:님|들|분|장|생|친|형|딸|쌤|사람|남편|애인|직원|놈|기분|시험|마음|맘|몸|돈|것)이$"
    r"|(?:어제|오늘|내일|그제|그저께|모레|아침|점심|저녁|새벽|주말|이번|요즘|지금|그때|그날|작년|올해|그래|"
    r"엄마|아빠|누나|언니|오빠|형|동생|친구|님|들|걔|얘|거기|여기|이거|그거|이것|그것|한테|에게|에서|까지|부터)도$"
)
_VERBS_IN_GA = "나|어|아|러|라|려|져|녀|쳐|겨|혀|켜|춰|해|에|워|여|와"  # 나가, 들어가, 돌아가, 놀러가, 올라가, 내려가
_LIKE_PARTICLES = re.compile(
    rf"^(?:누구|어디|언제|뭐|웬일)(?!가$)|(?:{_VERBS_IN_GA})가$|휴가$|^(?:누|뭐|어디|요|추|대|화|허|외|처|주|시|고|저|자|메)가$"
    r"|^(?:(?:첫|짝|풋)?사랑|자랑|노랑|파랑|아리랑|벼랑|도랑)$"
    r"|(?:대로|스스로|억지로|함부로)$|^(?:별로|바로|새로|따로|서로|홀로|진짜로|정말로|실제로|진심으로|도로|피로|"
    r"위로|미로|유로|구로|을지로|가로|세로|솔로|제로|프로|헬로|멜로)$"
    r"|(?:나|집)들이$|대장장이$|야생이$"
)
_NOUNS_IN_GA = re.compile(r"(?:누나|하나|나라|그녀|소녀|자녀|영어|국어|단어|이해|오해|피해)가$")
_JOIN_EN = r"(?:so|and|but|then|because|cause|cuz|anyway)"
_LEAD_EN = rf"(?:(?:{_JOIN_EN}|ok|okay|oh|well|yeah|um|uh|also)[\s,]+){{0,3}}"
_TIME_EN = (
    r"(?:today|yesterday|tonight|tomorrow|this (?:morning|afternoon|evening|week)|last (?:night|week)|the other day)"
)
_SOMEONE_EN = (
    r"(?:my|our|his|her|their) (?:best )?(?:boss|manager|team lead|co-?worker|colleague|friends?|mom|mum|mother|dad|"
    r"father|sister|brother|parents|husband|wife|partner|boyfriend|girlfriend|bf|gf|ex|son|daughter|kids?|cousin|aunt|uncle|"
    r"grandma|grandpa|roommate|flatmate|neighbou?rs?|landlord|teacher|professor|cat|dog)"
)
_TOLD_EN = r"(?:said|says|(?:told|asked) (?:me|us|him|her|them)|(?:was|were) like)(?: that)?"
_AWAITING_EN = re.compile(
    rf"^{_LEAD_EN}(?:{_TIME_EN}[\s,]+)?(?:(?:with |about |from |for )?{_SOMEONE_EN}"
    rf"|(?:he|she|they|we|i|{_SOMEONE_EN}) (?:just |even )?{_TOLD_EN}"
    r"|guess what|(?:you |u )?know what|here'?s the thing|the thing is)$"
    rf"|^{_LEAD_EN}{_JOIN_EN}[\s,]+(?:{_TIME_EN}|he|she|they|we)$|^(?:he|she|they|we)$",
    re.I,
)
_OPEN_END = re.compile(r"[,，、:;/&(\[-]$")

_ASKING_ENDINGS = re.compile(
    r"(?:[가-힣]까요?|[느으이하거뭐았었했있없겠좋같되러떻가오냐]냐|"
    r"[았었했였겠하되있없같싶좋뭐거떠러]니|[있없했됐갔왔났었았겠맞되]나|나요|"
    r"[은는인한간건운른쁜픈런던]가요?|[할갈을실볼놀]래요|어때|어때요|어떰|어떠세요|"
    r"어떡해|어떡하지|어떻게|누구|어디|언제|몇 시|몇 살|뭐|왜|뭐야|뭐예요|뭐에요|"
    r"누구야|어디야|언제야|얼마야|얼마예요|왜요|뭐해|뭐해요|뭐하지)$"
)
_NOT_ASKING_ENDINGS = re.compile(r"(?:아까|니까요?|언니|할머니|지 뭐|(?:^|\s)(?:한가|건가|운가|인가|인가요))$")
_ASKING_WORD = re.compile(
    r"(?:^|\s)(?:뭐|뭘|무슨|왜|어디|어딜|언제|누구|누가|몇|얼마|얼마나|어느|어떤|어떻게|어째서)(?![도든]|라도|"
    r"나(?=\s))"
)
# Embedded or indefinite: 왜 그런지 몰라, 뭐라도, 얼마나 좋은지; answers: 뭐 그냥.
_EMBEDDED = re.compile(
    r"는지|ㄴ지|[은인던한간된운른쁜픈]지|을지|[할갈볼될올]지|모르|몰라|왜냐|뭐 (?:그냥|괜찮|그렇|그래|별로)|기억"
)
_DECLARES = re.compile(
    r"(?:다|네|네요|자|구나|군요|게|게요|라|고|서|면|데|잖아|잖아요|거든|거든요|지만|까봐|듯|음|임|함)$"
)
_OPENER_EN = re.compile(r"^(?:(?:hey|hi|hello|so|and|but|well|um+|uh+|ok|okay|oh|yo|wait|btw|lol|please)[\s,]+)+", re.I)
_WH_EN = re.compile(
    r"^(?:what|what's|whats|who|who's|whos|why|how|how's|hows|which|whose)\b(?!\s+(?:an?|i|you|we|he|she|they)\b|"
    r"\s+(?:nice|cute|sweet|lovely|funny|sad|cool|kind|awful|beautiful|ever)\b)"
    r"|^(?:when|where)(?:'s|s)?\s+(?:is|are|was|were|do|does|did|will|can|could|should|would|have|has|the hell)\b"
    r"|^(?:where|when)'s\b"
    r"|^(?:what|where|when|why|how)\s?(?:'re|'d|'ll)\b",
    re.I,
)
_AUX_EN = re.compile(
    r"^(?:is|are|am|was|were|can|could|would|should|isn't|aren't|wasn't|can't|couldn't|wouldn't|shouldn't|ain't)\s+"
    r"(?:i|you|u|he|she|it|we|they|this|that|there|the|my|your|his|her|our|their|any|every|some|people|[a-z]+ing)"
    r"|^(?:do|does|did|don't|doesn't|didn't|will|won't|have|haven't|has|hasn't|had|may|shall|wanna|would)\s+"
    r"(?:i|you|u|he|she|we|they|your|people|anyone|anybody|my|his|her|there)\b|^(?:does|did|will|has|"
    r"is)\s+(?:it|that|this|the)\b"
    r"|^(?:any idea|any chance|wanna|you (?:ok|okay|there|good|sure|free|up|alright|awake))\b",
    re.I,
)
_TAG_EN = re.compile(
    r",\s*(?:right|huh|no|yeah|(?:is|are|do|does|did|was|were|wo|ca|would|should)n't (?:it|you|they|he|she|we|"
    r"i|that))$",
    re.I,
)


def split(text: str) -> tuple[str, ...]:
    """Sentences in order, each with the white space after it: ''.join(split(text)) == text.

    A stop counts with a space or the end behind it, or between two Hangul letters; dots of hesitation (음... 그게)
    only behind a whole clause, ㅋㅋ, ㅠㅠ, ~ and emoji too; those after a stop stay with their sentence.
    """
    pieces, start = [], 0
    for end in _boundaries(text):
        if text[start:end].strip():
            pieces.append(text[start:end])
            start = end
    if start < len(text):
        pieces.append(text[start:])
    return tuple(pieces)


def looks_finished(text: str) -> bool:
    """Whether the person seems to have said it all: a closing mark or a final ending; False when more must come.

    Open ends are commas, hesitation (음..., 근데, 잠깐만, wait), connective endings (-는데, -고, -서, -면), English
    words nothing ends on (and, because, the) and, behind no mark, what leads on to a verb (친구가, my boss, he said).
    Any other single word is an answer; several Korean words without an ending wait for their verb. No words at all
    (emoji, ㅋㅋ) is finished.
    """
    stripped, words = text.strip(), without_tail(text)
    if not has_words(text) or _ends_with_link(stripped):
        return True
    if _OPEN_END.search(stripped):
        return False
    if _WHOLE_REPLIES.match(words):
        return True
    if _is_open(words):
        return stripped.endswith(("?", "？"))
    if re.search(r"[.!?。！？][\"'”’)」』]*$", stripped) and not _trails_off(stripped):
        return True
    return not _awaits_its_verb(words) and _ends_whole(words, trailing=_trails_off(stripped))


def is_question(text: str) -> bool:
    """Whether any sentence asks: a question mark outside links, a Korean asking ending, an English question's start."""
    bare = re.sub(_LINK, " ", text)
    return "?" in bare or "？" in bare or any(_asks(sentence) for sentence in split(bare))


def _boundaries(text: str) -> Iterator[int]:
    protected = [span for found in _PROTECTED.finditer(text) for span in range(*found.span())]
    inside = frozenset(protected)
    for found in _CANDIDATE.finditer(text):
        if found["stop"] is not None:
            accepted = _ends_at_stop(text, found, inside)
        else:
            accepted = found["merry"] is None or "\n" in found["gap"] or _whole_clause(text, found.start())
        if accepted:
            yield found.end()


def _ends_at_stop(text: str, found: re.Match[str], protected: frozenset[int]) -> bool:
    spaced, following = bool(found["space"]), text[found.end() : found.end() + 1]
    if "\n" in found["space"]:
        return True
    if found.start() in protected:
        return False
    if _ELLIPSIS.search(found["stop"]) and not set(found["stop"]) & set("!?"):
        return spaced and _whole_clause(text, found.start())
    if spaced or not following or set(found["stop"]) & set("。！？"):
        return True
    between_hangul = _is_syllable(text[found.start() - 1 : found.start()]) and _is_syllable(following)
    return bool(between_hangul and not found["close"])


def _whole_clause(text: str, end: int) -> bool:
    """Whether what stands before `end` ends a Korean clause (the last words decide)."""
    return ending(text[max(0, end - _TAIL) : end]) in ("banmal", "haeyo", "hasipsio")


def _is_syllable(ch: str) -> bool:
    return "가" <= ch <= "힣" if ch else False


def _ends_with_link(text: str) -> bool:
    return bool(re.search(rf"{_LINK}$", text))


def _trails_off(text: str) -> bool:
    return bool(re.search(r"(?:…|\.\.)[^\w?!]*$", text[-_TAIL:]))


def _is_open(words: str) -> bool:
    """Whether the last word asks for more, whatever mark follows."""
    if _HOLDING_KO.search(words) or _HOLDING_EN.search(words):
        return True
    if ending(words) == "connective":
        return True
    return bool(_OBJECT_PARTICLE.search(words)) and not _NOUNS_LIKE_PARTICLES.search(words)


def _awaits_its_verb(words: str) -> bool:
    """Whether the last line leads on: a Korean word with a particle, an English someone or "she told me"."""
    line = words.rsplit("\n", 1)[-1].strip()
    word = line.rsplit(None, 1)[-1]
    if _AWAITING_EN.search(line.replace("’", "'")) or _NOUNS_IN_GA.search(word):
        return True
    return bool(_PARTICLES.search(word)) and not _LIKE_PARTICLES.search(word)


def _ends_whole(words: str, *, trailing: bool) -> bool:
    if ending(words) is not None or _NOUN_FORMS.search(words):
        return True
    if _is_syllable(words[-1:]):
        return not trailing and len(words.split()) == 1
    return not trailing


def _asks(sentence: str) -> bool:
    words = without_tail(sentence).strip()
    stopped = sentence.rstrip().endswith(".")
    return _asks_in_korean(words, stopped=stopped) or _asks_in_english(words.replace("’", "'"))


def _asks_in_korean(words: str, *, stopped: bool) -> bool:
    if ending(words) == "hasipsio":
        return words.endswith("까")
    if _ASKING_ENDINGS.search(words) and not _NOT_ASKING_ENDINGS.search(words):
        return True
    if not _ASKING_WORD.search(words) or _EMBEDDED.search(words) or _DECLARES.search(words):
        return False
    return not stopped and ending(words) in ("banmal", "haeyo")


def _asks_in_english(words: str) -> bool:
    start = _OPENER_EN.sub("", words)
    return any(pattern.search(start) for pattern in (_WH_EN, _AUX_EN, _TAG_EN))
