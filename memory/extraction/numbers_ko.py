"""Ages and years of birth as Korean says them: 스물일곱, 서른, 95년생."""

from __future__ import annotations

_TENS = {"열": 10, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70, "여든": 80, "아흔": 90}
_ONES = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7,
    "여덟": 8, "아홉": 9,
}  # fmt: skip
_ONE = "|".join(sorted(_ONES, key=len, reverse=True))
NATIVE = rf"스무|(?:{'|'.join(_TENS)})(?:{_ONE})?|(?:다섯|여섯|일곱|여덟|아홉|한|두|세|네)(?=\s?살)"
# 열 is a fever as well, and 쉰다 a rest: those need their 살.
TOLD_ALONE = rf"(?:스물|서른|마흔|예순|일흔|여든)(?:{_ONE})?|쉰(?:{_ONE})"
_OLDEST = 110


def age(words: str) -> str:
    """ "스물일곱", "27" as "27"; "" for what no person's age is."""
    value = int(words) if words.isdigit() else _native(words)
    return str(value) if 1 <= value <= _OLDEST else ""


def _native(words: str) -> int:
    if words == "스무":
        return 20
    tens = next((ten for ten in _TENS if words.startswith(ten)), "")
    return _TENS.get(tens, 0) + _ONES.get(words[len(tens) :], 0)


def birth_year(words: str) -> str:
    """ "95" as "1995", "03" as "2003"."""
    if len(words) == 4:
        return words
    return f"{'20' if int(words) < 30 else '19'}{words}"
