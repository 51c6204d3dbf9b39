"""Sentences that ask for something to be forgotten, or never to be spoken of; and plain answers to a question back.

The whole message must be the wish: what is quoted, asked, told about others or said in passing ("forget it", 잊지 마,
잊어버렸어) is none. Rules only; whoever acts on a wish shows what it would mean and asks first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policies.language import forgetting_en, forgetting_ko
from policies.language.normalise import clean, fold, without_tail
from policies.language.sentences import split
from policies.language.wished import Wished

_LONGEST = 160  # characters: a wish is short, a story that ends on one isn't
_QUOTED = re.compile("[\"“”„«»「」『』]|(?<!\\w)['‘].+['’](?!\\w)")
# Why it is to be forgotten: "forget my allergy, it was a joke".
_EXCUSE = (
    r"(?:(?:그거\s?|그건\s?|사실\s?|다\s?)?(?:농담|거짓말|뻥|장난)(?:이야|이었어|이에요|이었어요|이었거든|이거든|임)"
    r"|(?:내가\s?)?(?:잘못 말했어|지어낸 (?:말|얘기|거)(?:이야|야|예요)?)요?"
    r"|(?:i|i'd) (?:just )?made (?:it|that|this) (?:all )?up|i was (?:just |only )?(?:joking|kidding)"
    r"|(?:just|only) kidding|(?:it|that) (?:was|is)(?: just| only)? (?:a joke|a lie|not true|wrong|made up)"
    r"|it's not true|that's not true|i lied)"
)
_EXCUSED = re.compile(rf"\s*,\s*{_EXCUSE}$", re.I)
# Sentences around a wish that ask for nothing themselves.
_ASIDE = re.compile(
    r"(?:제발|부탁(?:이야|해|할게|드려)요?|미안(?:해|한데)?요?|죄송(?:해|합니다)요?|아|야|음+|저기|있잖아|고마워요?|응|어|알겠지"
    rf"|{_EXCUSE}|please|pls|sorry|thanks|thank you|ok|okay|hey|oh|um+|wait)"
)
_YES_KO = r"(?:응+|어+|웅+|엉|네+|넵|넹|예|그래|그래요|ㅇㅇ|ㅇㅋ|오케이|맞아|맞아요|당연하지)"
_DO_KO = (
    r"(?:다\s?)?(?:(?:지워|잊어|삭제해)(?:\s?버려)?(?:\s?(?:줘|줘요|주세요|주라))?|부탁해|부탁해요"
    r"|그렇게\s?해\s?(?:줘|줘요|주세요))"
)
_YES_EN = r"(?:yes|yeah|yep|yup|ya|sure|ok|okay|yes please|please|right|correct|definitely|of course)"
_DO_EN = (
    r"(?:(?:please )?(?:do it|do that|do|go ahead|go for it|(?:delete|erase|forget|remove) (?:it|them|that|it all|"
    r"all of it|everything))(?: please)?|please|i'm sure)"
)
_SAYS_YES = re.compile(rf"(?:{_YES_KO}|(?:{_YES_KO}[\s,.!]*)?{_DO_KO}|{_YES_EN}|(?:{_YES_EN}[\s,.!]*)?{_DO_EN})", re.I)
_SAYS_NO = re.compile(
    r"(?:(?:아니+|아니야|아니요|아뇨|ㄴㄴ|노)(?:[\s,.!]*(?:그냥\s?)?(?:둬|놔둬|냅둬|두세요|놔두세요|됐어|됐어요|괜찮아|괜찮아요|지우지\s?마(?:요|세요)?))?"
    r"|(?:그냥\s?)?(?:둬|놔둬|냅둬|됐어|됐어요|취소|취소해|취소할래|취소해\s?(?:줘|줘요|주세요)|지우지\s?마(?:요|세요)?|잊지\s?마(?:요|세요)?)"
    r"|(?:no|nope|nah|no thanks|no thank you)(?:[\s,.!]*(?:keep (?:it|them|that)|don't|leave it|not now|cancel))?"
    r"|cancel|never ?mind|keep (?:it|them|that)|don't|do not|leave it)",
    re.I,
)


@dataclass(frozen=True)
class Wish:
    """What a sentence wants gone. `what` empty: what was just said. `hush`: kept, but never to be spoken of.

    `unclear`: "기억을 지워줘" doesn't say which.
    """

    what: str = ""
    everything: bool = False
    hush: bool = False
    language: str = "ko"
    unclear: bool = False


def asks_to_forget(text: str) -> Wish | None:
    """The wish in a message that is one, and nothing else; None for any other."""
    cleaned = clean(text).replace("’", "'")
    if not cleaned or len(cleaned) > _LONGEST or "\n\n" in cleaned or _QUOTED.search(cleaned):
        return None
    said = [each for each in split(cleaned) if not _ASIDE.fullmatch(fold(each))]
    if len(said) != 1:
        return None
    words = _EXCUSED.sub("", " ".join(without_tail(said[0]).split()))
    asking = "?" in said[0] or "？" in said[0]
    return _in_korean(words, asking=asking) or _in_english(words, asking=asking)


def says_yes(text: str) -> bool | None:
    """Whether a message is a plain yes (True) or no (False) to being asked; None: it is something else."""
    words = fold(without_tail(clean(text).replace("’", "'")))
    if "?" in text or "？" in text:
        return None
    return True if _SAYS_YES.fullmatch(words) else False if _SAYS_NO.fullmatch(words) else None


def _in_korean(words: str, *, asking: bool) -> Wish | None:
    hushed = forgetting_ko.hushed(words, asking=asking)
    if hushed is not None:
        return Wish(hushed, hush=True)
    found = forgetting_ko.forgotten(words, asking=asking)
    return None if found is None else _wish(found, "ko")


def _in_english(words: str, *, asking: bool) -> Wish | None:
    hushed = forgetting_en.hushed(words, asking=asking)
    if hushed is not None:
        return Wish(hushed, hush=True, language="en")
    found = forgetting_en.forgotten(words)
    return None if found is None else _wish(found, "en")


def _wish(found: Wished, language: str) -> Wish:
    what = "" if found.everything else found.what
    return Wish(what, found.everything, language=language, unclear=found.unclear)
