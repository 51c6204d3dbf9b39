"""Names in talk: "나는 지수야", "내 이름은 김지수야", "my name is Alex". Rules only, careful rather than complete.

"나는 바보야" has the same shape as "나는 지수야", so without the word 이름 a Korean name must be made of syllables that
given names are made of and be no known word, and an English one must be capitalised and stand alone. A name that was
missed can be told again; a wrong one would be said to the person's face.
"""

from __future__ import annotations

import re

from memory.name_words import (
    FUNCTION_WORDS_EN,
    GIVEN_FIRST,
    GIVEN_LAST,
    LONG_SURNAMES,
    NAMES_WITH_ENDINGS_OF_WORDS,
    NOT_CALLED_KO,
    NOT_NAMES,
    STATES_EN,
    SURNAMES,
)

_LATIN = r"[A-Za-z][A-Za-z'-]{0,29}"
_CLOSE = r"[\s.!~ㅎㅋㅠㅜ^:)]*$"
_COPULA = r"이야|야|예요|이에요|에요|이예요|입니다|이라고|라고|이고|고|이라|임"
_EXPLICIT_KO = re.compile(
    rf"(?<![가-힣])(?:내|제|나의|저의)\s?(?:이름|본명)(?:은\s*|이\s+|\s+)(?P<name>[가-힣]{{1,5}}?|{_LATIN}?)"
    rf"(?:(?P<copula>{_COPULA})(?=[\s,.!~ㅎㅋ^]|$)|{_CLOSE})"
)
_CALL_ME_KO = re.compile(
    r"^(?:(?:안녕|응|어|그럼|그냥|앞으로는?|이제|편하게|나를?|날|저를?|절)[\s,.!]+)*"
    rf"(?P<name>[가-힣]{{1,6}}?|{_LATIN}?)\s?(?P<copula>이라고|라고)\s?"
    rf"(?:불러(?:\s?(?:줘|줘요|줄래|주라|주세요|주시면\s?돼요|도\s?돼|도\s?돼요|도\s?됩니다|요))?|부르면\s?돼(?:요)?|부르세요){_CLOSE}"
)
_PLAIN_KO = re.compile(
    r"^(?:(?:안녕(?:하세요|하십니까)?|하이|반가워요?|반갑습니다)[^가-힣]*)?(?:나는?|난|저는?|전)\s+(?P<name>[가-힣]{2,5}?)"
    r"(?P<copula>이야|야|예요|이에요|에요|이예요|입니다|이라고\s?해요?|라고\s?해요?|이라고\s?합니다|라고\s?합니다|임)"
    rf"(?:[\s,.!~ㅎㅋ^]+(?:반가|반갑|잘\s?부탁|만나서|처음).{{0,40}}$|{_CLOSE})"
)
_ASIDE = r"(?:[\s,.!:)^-]*$|\s*[,.!-]\s*(?:and you|nice|good|great|glad|pleased|happy to)\b.{0,60}$)"
_CALLED_EN = re.compile(
    rf"\b(?P<how>my (?:first |real )?name(?:'s| is)|call me)\s+(?P<name>{_LATIN}|[가-힣]{{1,6}})", re.I
)
_THE_NAMES_EN = re.compile(rf"^(?:the )?name's\s+(?P<name>{_LATIN}){_ASIDE}", re.I)
_PLAIN_EN = re.compile(rf"^(?:(?:hi|hey|hello)(?: there)?[,!. ]+)?(?:i'm|i am|im)\s+(?P<name>{_LATIN}){_ASIDE}", re.I)
_THIS_IS_EN = re.compile(rf"^(?:hi|hey|hello)(?: there)?[,!. ]+this is\s+(?P<name>{_LATIN}){_ASIDE}", re.I)
_NOT_A_WISH = re.compile(
    r"\b(?:don't|do not|never|not|stop|you|they|people|why|what if|to)\s+(?:even "
    r"|ever )?$",
    re.I,
)
# Behind a name in small letters: nothing, a surname, or another clause. "my name is hard to pronounce" is none.
_BEHIND_SMALL = re.compile(
    rf"(?:\s+[a-z'-]{{2,30}})?(?:{_ASIDE}|\s+(?:and|but|btw|lol|please)\b)|\s+(?:and|but)\b", re.I
)
# Somebody else speaks, or nobody: play, suppositions, quotations, lines of films and songs.
IMAGINED = re.compile(
    r"\b(?:suppos(?:e|ing)|imagin(?:e|ing)|pretend(?:ing)?|let'?s (?:say|pretend|imagine)|let us say|hypothetically"
    r"|role-?play(?:ing)?|say (?:that )?my name|what if|as if|assum(?:e|ing)|picture this|in (?:the|a|this"
    r"|that|my) (?:\w+ )?"
    r"(?:movie|film|book|novel|song|show|game|series|story|play|poem|drama|dream|scene|skit|anime)"
    r"|as (?:the|that) \w+ (?:goes|says|puts it)|(?:book|song|line|lyrics?|poem|film|movie|quote) (?:goes|says)"
    r"|lyrics?|my character|the character|to quote|quoting|in character)\b|^(?:if|when) "
    r"|\b(?:he|she|they|bond|hero|guy|man|woman|girl|boy) (?:said|says|goes|went|was like|is like)\b"
    r"|(?:라고|다고)\s?(?:치자|치고|치면|쳐|가정|상상|생각해\s?봐|하자|해\s?보자|했다고)|만약|만일|[라하]면\s|라면(?:[\s,]|$)"
    r"|역할극|역할\s?놀이|상황극|[인한]\s?척|주인공|(?:영화|드라마|노래|소설|만화|웹툰|애니|게임|연극|뮤지컬|대사|시)"
    r"(?:에서|에|속|의|\s?대사|\s?가사|\s?제목)|가사|대사(?:야|가|는|지|처럼)|꿈에서|명대사",
    re.I,
)
_FAMOUS = re.compile(
    r"\bname(?:'s| is) (?:bond[,. ]+james|james bond|inigo montoya|slim shady|ozymandias|maximus decimus"
    r"|luka[,.] i live"
    r"|(?:what\b.{0,3}){1,}who|forrest gump)|이름은\s?(?:코난.{0,3}탐정|짱구는|캔디|빨강\s?머리|김삼순)",
    re.I,
)
_ENDS_LIKE_A_WORD = re.compile(r"(?:ed|ing|ish|ese|ful|less|ous|able|ible|ian|ican|ist|est|ive)$")


def stated_name(sentence: str) -> str | None:
    """The name the person gives themselves in this sentence, or None."""
    text = sentence.strip().replace("’", "'")
    if text.endswith(("?", "？")) or IMAGINED.search(text) or _FAMOUS.search(text):
        return None
    return _korean(text) or _english(text)


def _korean(text: str) -> str | None:
    if found := _CALL_ME_KO.search(text):
        return _told(found)
    if found := _EXPLICIT_KO.search(text):
        return _told(found)
    found = _PLAIN_KO.match(text)
    if not found or _spoken(found) in NOT_NAMES or found["name"].removesuffix("이") in NOT_NAMES:
        return None
    name = _named(found)
    return name if looks_like_given_name(name) else None


def _told(found: re.Match[str]) -> str | None:
    """A name said to be one. With an ending, or in Latin letters, any word; bare, it must look like a name."""
    name = _named(found)
    if name in NOT_CALLED_KO or _spoken(found) in NOT_CALLED_KO or name.lower() in FUNCTION_WORDS_EN:
        return None
    sure = bool(found["copula"]) or name.isascii()
    return _capitalised(name) if sure or looks_like_given_name(name) else None


def _spoken(found: re.Match[str]) -> str:
    """The word with the -이 of its ending: 고양이야 may be 고양 + 이야 or 고양이 + 야."""
    return found["name"] + ("이" if (found["copula"] or "").startswith("이") else "")


def _named(found: re.Match[str]) -> str:
    """지훈이(야) → 지훈: -이 behind a consonant belongs to speech, behind a vowel to the name (서이야 → 서이)."""
    name, copula = found["name"], found["copula"] or ""
    if copula.startswith("이") and not _closed(name[-1]):
        return f"{name}이"
    return name[:-1] if len(name) >= 3 and name.endswith("이") and _closed(name[-2]) else name


def _closed(syllable: str) -> bool:
    return not "가" <= syllable <= "힣" or (ord(syllable) - 0xAC00) % 28 > 0


def looks_like_given_name(name: str) -> bool:
    """Two syllables of a given name, with or without a surname before them."""
    if name in NOT_NAMES:
        return False
    given = name[_surname_length(name) :]
    return len(given) == 2 and given[0] in GIVEN_FIRST and given[1] in GIVEN_LAST


def _surname_length(name: str) -> int:
    if len(name) == 4 and name[:2] in LONG_SURNAMES:
        return 2
    return 1 if len(name) == 3 and name[0] in SURNAMES else 0


def _english(text: str) -> str | None:
    found = _CALLED_EN.search(text)
    if found:
        return _capitalised(found["name"]) if _is_called(text, found) else None
    found = _THE_NAMES_EN.match(text) or _PLAIN_EN.match(text) or _THIS_IS_EN.match(text)
    return found["name"] if found and found["name"][0].isupper() and _plain_name(found["name"]) else None


def _is_called(text: str, found: re.Match[str]) -> bool:
    name, said_to_be_one = found["name"], "name" in found["how"].lower()
    if _NOT_A_WISH.search(text[: found.start()]) or name.lower() in FUNCTION_WORDS_EN:
        return False
    if not name[0].islower():
        return said_to_be_one or _plain_name(name)
    return _plain_name(name) and _BEHIND_SMALL.match(text[found.end() :]) is not None


def _plain_name(name: str) -> bool:
    small = name.lower()
    if small in NAMES_WITH_ENDINGS_OF_WORDS:
        return True
    return small not in FUNCTION_WORDS_EN | STATES_EN and not _ENDS_LIKE_A_WORD.search(small)


def _capitalised(name: str) -> str:
    return name[0].upper() + name[1:] if name.isascii() else name


def call_name(name: str) -> str:
    """What to call a person: 김지수 → 지수, Alex Kim → Alex."""
    if looks_like_given_name(name):
        return name[_surname_length(name) :]
    return name.split(maxsplit=1)[0] if name.isascii() and name.split() else name
