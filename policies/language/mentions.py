"""Whether a text mentions something: case, spaces, Korean particles and English plurals aside.

English is matched by whole words ("my ex" is not in "my exam"), Korean from anywhere (땅콩 is in 왕땅콩), numbers
without what stands between their digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policies.language.normalise import clean, fold
from policies.language.particles import choose

_PARTICLES = "|".join(
    "이라고 라고 이랑 랑 하고 한테서 한테 에게서 에게 에서 까지 부터 처럼 보다 "
    "으로 로 은 는 이 가 을 를 과 와 의 에 도 만".split()
)
# What may stand behind a noun: plural and title, 하다 and 이다 in their forms, particles in a row.
_ENDING = (
    r"(?:들|님|씨|네)?(?:(?:하|했|할|한|함|해|합|됐|되|돼|된)[가-힣]{0,5}"
    r"|(?:이|예|였|이었|입|인|일|라|야|여)(?:[가-힣]{0,4})"
    rf"|(?:{_PARTICLES}|이나|나|조차|마저|밖에|뿐|만큼|대로|께서|께|아|야){{0,3}})"
)
_TELLING_DIGITS = 5
_BETWEEN = re.compile(r"(?<=\d)[\s.()-]+(?=\d)")
# Particles that say by their form how the word before them ends; and longer ones that nothing else looks like.
_PAIRS = {"을": "을/를", "를": "을/를", "은": "은/는", "는": "은/는"}
_SURE = ("한테서", "에게서", "한테", "에게", "에서", "까지", "부터", "이랑", "하고")
_DOUBTFUL = {
    "이": "이/가",
    "가": "이/가",
    "과": "과/와",
    "와": "과/와",
    "랑": "이랑/랑",
    "도": "도/도",
    "만": "만/만",
    "의": "의/의",
}
# Kinds of things that are said without their name.
_NUMBER, _ADDRESS = r"(?<!\d)\+?\d{9,14}(?!\d)", r"[\w.+-]+@[\w-]+\.\w+"
_KINDS = {
    **dict.fromkeys(
        ("전화번호", "휴대폰번호", "핸드폰번호", "폰번호", "연락처", "계좌번호", "번호",
         "phonenumber", "number", "cellnumber", "mobilenumber", "phone", "accountnumber", "bankaccount"),
        _NUMBER,
    ),
    **dict.fromkeys(("이메일", "이메일주소", "메일주소", "email", "emailaddress", "e-mail", "mailaddress"), _ADDRESS),
}  # fmt: skip


def pattern(what: str) -> re.Pattern[str] | None:
    """What finds mentions of `what` in `flat` texts; None when it says nothing."""
    forms = _forms(flat(what))
    kinds = [_KINDS[each.replace(" ", "")] for each in forms if each.replace(" ", "") in _KINDS]
    return _any([*map(_spaced, forms), *kinds])


def bare_pattern(what: str) -> re.Pattern[str] | None:
    """As `pattern`, for a word that is found nowhere: 이 or 가 at its end may be a particle. None: there is none."""
    wanted = flat(what)
    stem, last = wanted[:-1], wanted[-1:]
    fits = last in _DOUBTFUL and len(stem) >= 2 and _is_syllable(stem[-1]) and choose(stem, _DOUBTFUL[last]) == last
    return _any([_spaced(stem)]) if fits else None


def whole_pattern(what: str) -> re.Pattern[str] | None:
    """What finds `what` in `flat` texts as a word of its own: cat isn't in vacation, 과일 holds no 일.

    A Korean word begins where it is found and goes on with particles or endings alone. None for what is too short
    to be told from others: one syllable or letter, a number under five digits.
    """
    wanted = flat(what)
    if len(wanted) < 2 or (wanted.isdecimal() and len(wanted) < _TELLING_DIGITS):
        return None
    return _any([_whole(each) for each in _forms(wanted) if len(each) > 1])


def flat(text: str) -> str:
    """A text as patterns read it."""
    return _BETWEEN.sub("", fold(clean(text).replace("’", "'")))


def _forms(wanted: str) -> list[str]:
    """The words as they are, and without a particle behind them."""
    forms = [wanted] if wanted else []
    stem, last = wanted[:-1], wanted[-1:]
    if last in _PAIRS and len(stem) >= 2 and _is_syllable(stem[-1]) and choose(stem, _PAIRS[last]) == last:
        forms.append(stem)
    sure = next((each for each in _SURE if wanted.endswith(each) and len(wanted) >= len(each) + 2), None)
    return [*forms, wanted.removesuffix(sure)] if sure else forms


def _any(patterns: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{each})" for each in patterns)) if patterns else None


def _spaced(form: str) -> str:
    words = form.split()
    body = "".join(_glued(words))
    first, last = form[0], form[-1]
    before = r"(?<![a-z0-9])" if _is_latin(first) else r"(?<!\d)" if first.isdigit() else ""
    after = r"(?:'?s|es)?(?![a-z0-9])" if _is_latin(last) else r"(?!\d)" if last.isdigit() else ""
    return before + body + after


def _whole(form: str) -> str:
    before = r"(?<![가-힣])" if _is_syllable(form[0]) else ""
    after = rf"(?:{_ENDING})?(?![가-힣])" if _is_syllable(form[-1]) else ""
    return before + _spaced(form) + after


def _glued(words: list[str]) -> Iterator[str]:
    """Spaces may stand or miss; between Korean words a particle may too."""
    for number, word in enumerate(words):
        if number:
            yield rf"(?:{_PARTICLES})?\s*" if _is_syllable(words[number - 1][-1]) else r"\s*"
        last = number == len(words) - 1
        plain = re.sub(r"(?<=[a-z]{3})s$", "", word) if last and not word.endswith("ss") else word
        yield r"\s*".join(re.escape(letter) for letter in plain)


def _is_latin(letter: str) -> bool:
    return "a" <= letter <= "z"


def _is_syllable(letter: str) -> bool:
    return "가" <= letter <= "힣"
