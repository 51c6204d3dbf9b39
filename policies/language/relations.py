"""Who is spoken of: 엄마 or 아빠, my mom or your mom. Words for relations only; names are left alone."""

from __future__ import annotations

import re

from policies.language.normalise import clean

_KOREAN = {
    "mother": "엄마|어머니|어머님|울엄마|모친",
    "father": "아빠|아버지|아버님|부친",
    "parents": "부모님|부모",
    "grandmother": "할머니|할머님|외할머니",
    "grandfather": "할아버지|외할아버지",
    "older brother": "오빠|형아|형",
    "older sister": "언니|누나",
    "younger sibling": "여동생|남동생|동생",
    "husband": "남편|신랑",
    "wife": "아내|와이프|집사람",
    "son": "아들",
    "daughter": "딸내미|딸",
    "boyfriend": "남자친구|남자 친구|남친",
    "girlfriend": "여자친구|여자 친구|여친",
    "friend": "친구|베프|절친",
    "boss": "상사|팀장님|팀장|부장님|부장|사장님|사장",
    "teacher": "선생님|선생|교수님|교수|쌤",
    "colleague": "동료|직장 동료",
    "aunt": "이모|고모|숙모",
    "uncle": "삼촌|이모부|고모부|외삼촌",
    "cousin": "사촌",
    "cat": "고양이|냥이",
    "dog": "강아지|댕댕이|멍멍이",
}
_ENGLISH = {
    "mother": "mother|mom|mum|mommy|mummy|mama",
    "father": "father|dad|daddy|papa",
    "parents": "parents|folks",
    "grandmother": "grandmother|grandma|granny|nan|nana",
    "grandfather": "grandfather|grandpa|grandad|granddad",
    "brother": "brother|bro",
    "sister": "sister|sis",
    "husband": "husband|hubby",
    "wife": "wife",
    "son": "son",
    "daughter": "daughter",
    "boyfriend": "boyfriend|bf",
    "girlfriend": "girlfriend|gf",
    "friend": "friend|bestie|buddy|mate",
    "boss": "boss|manager|supervisor",
    "teacher": "teacher|professor",
    "colleague": "colleague|coworker|co-worker",
    "aunt": "aunt|auntie",
    "uncle": "uncle",
    "cousin": "cousin",
    "cat": "cat|kitten|kitty",
    "dog": "dog|puppy|doggo",
}
# A relation begins a word, may carry particles, and may belong to whoever is spoken to (너네 엄마, your mom).
_PARTICLE = r"(?=$|[^가-힣]|[이가은는을를와과랑도의야만께한에들네](?![가-힣]{3}))"
_PATTERNS = tuple(
    (who, re.compile(rf"(?<![가-힣])(?P<yours>(?:너네|너희|니네|네|니|너의)\s?)?(?:{words}){_PARTICLE}"))
    for who, words in _KOREAN.items()
) + tuple(
    (who, re.compile(rf"\b(?P<yours>(?:your|ur)\s(?:\w+\s)?)?(?:{words})(?:s|'s|s')?\b"))
    for who, words in _ENGLISH.items()
)


def relations(text: str) -> frozenset[str]:
    """The people (and pets) named by what they are to somebody: {"mother", "your father"}."""
    plain = clean(text).casefold().replace("’", "'")
    found = ((who, match) for who, pattern in _PATTERNS for match in pattern.finditer(plain))
    return frozenset(f"your {who}" if match["yours"] else who for who, match in found)


# Somebody else is who it is about: "걔 취직했어", "동생이 시험 붙었대". Bosses and sweethearts are one's own business.
_SOMEBODY_ELSE = re.compile(
    r"(?:^|\s)(?:걔네?|쟤|얘|그 ?(?:친구|사람|애|언니|오빠)|친구|동생|여동생|남동생|언니|누나|오빠|형|사촌\S{0,3}|"
    r"이모|고모|삼촌|"
    r"조카|엄마|아빠|할머니|할아버지|동료|옆집|윗집|옆자리 ?\S+)(?:들)?(?:는|은|가|이|네|도)?\s"
)
_HEARSAY = re.compile(r"(?:[었았했됐왔갔있없한는된인]대|이래)[요\s.!~ㅋㅎㅠㅜ]*$")
_MYSELF = re.compile(
    r"(?:^|\s)(?:나|난|내|내가|나는|나도|나한테|나보고|저|제|제가|우리)(?=\s|$)|(?:이랑|랑|하고|한테|에게|께)\s"
)


def about_somebody_else(text: str) -> bool:
    """Whether a Korean sentence tells of a third person alone, the one who speaks having no part in it."""
    plain = clean(text)
    told = _SOMEBODY_ELSE.search(plain) or _HEARSAY.search(plain)
    return told is not None and _MYSELF.search(plain) is None
