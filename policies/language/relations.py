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
