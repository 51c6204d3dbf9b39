"""What a person speaks of, and which facts are meant: 직업, "where I live", peanut allergy, 엄마.

An attribute is meant when the whole topic is its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from memory.attributes import ATTRIBUTES
from memory.facts import SELF, Fact
from memory.subjects import subject_label
from policies.language.mentions import flat, pattern
from policies.language.normalise import fold

_LANGUAGES = ("ko", "en")

# Beside what /memory calls them (`memory.attributes`).
_CALLED: Mapping[str, str] = {
    "name": r"뭐라고 부르는지|what (?:i'm|i am) called",
    "age": r"몇\s?살인지|how old i am",
    "birthday": r"생신|태어난\s?날|생년월일|date of birth|(?:the day|when) i was born",
    "birth_year": r"생년월일|태어난\s?해|몇\s?년생인지|date of birth",
    "home": r"집|집\s?주소|동네|사는\s?(?:데|동네|집)|어디(?:에|서)?\s?(?:사는지|살고\s?있는지)"
    r"|address|home|where i(?: live|'m living)",
    "hometown": r"어디\s?출신인지|hometown|where i(?:'m| am| come) from",
    "job": r"일|직업|무슨\s?일\s?하는지|뭐\s?하는\s?사람인지|work|job|profession|what i do(?: for (?:a living|work))?",
    "workplace": r"일|회사|직장|회사\s?이름|어디\s?다니는지|어디서\s?일하는지"
    r"|work|workplace|company|employer|where i work",
    "school": r"어느\s?학교\s?다니는지|어디\s?다니는지|school|college|university|where i (?:go to school|study)",
    "major": r"뭐\s?공부하는지|what i study|major",
    "partner": r"애인|연인|배우자|남자\s?친구|남친|여자\s?친구|여친|남편|아내|와이프"
    r"|boyfriend|girlfriend|husband|wife|spouse|who i(?:'m| am) (?:dating|seeing|married to)",
    "relationship": r"연애|결혼|relationships?|marriage|love life",
    "pet": r"애완동물|반려동물|pets?",
    "hobby": r"취미\s?생활|hobb(?:y|ies)",
    "diet": r"식단|diet",
    "allergy": r"알러지|알레르기|allerg(?:y|ies)",
    "health": r"건강|건강\s?상태|health",
    "religion": r"종교|religion|faith",
    "plan": r"일정|약속|계획|plans?",
    "goal": r"꿈|목표|goals?|dreams?",
}  # fmt: skip
_PATTERNS = {name: re.compile(called) for name, called in _CALLED.items()}


def attributes_called(topic: str) -> frozenset[str]:
    """Attributes the words stand for; nothing for any other words."""
    words = " ".join(fold(topic).split())
    labelled = {each.name for each in ATTRIBUTES.values() if words in (fold(each.ko), fold(each.en), each.name)}
    return frozenset(labelled | {name for name, called in _PATTERNS.items() if called.fullmatch(words)})


@dataclass(frozen=True)
class Topic:
    """What somebody speaks of. `words`: find it in `flat` texts. `called`: attributes it is the name of.

    `parts`: words for a value with the attributes named beside them: peanut allergy is an allergy to peanuts.
    """

    words: re.Pattern[str] | None
    called: frozenset[str] = frozenset()
    parts: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = ()

    def meant(self, fact: Fact) -> bool:
        """Whether a fact says it, or is called so: 생일, lives in, 엄마."""
        value, subject = flat(fact.value), fact.subject
        if self.words and self.words.search(value):
            return True
        if subject == SELF:
            named = any(fact.attribute in names and words.search(value) for words, names in self.parts)
            return fact.attribute in self.called or named
        names = (subject, *(subject_label(subject, each) for each in _LANGUAGES))
        return any(self.words and self.words.search(flat(each)) for each in names)


def topic(text: str, words: re.Pattern[str] | None) -> Topic:
    """The topic a person wrote, found by `words`: in any place, or as words of their own."""
    said, parts = text.split(), list[tuple[re.Pattern[str], frozenset[str]]]()
    for at in range(1, len(said)):
        value, names = pattern(" ".join(said[:at])), attributes_called(" ".join(said[at:]))
        if value is not None and names:
            parts.append((value, names))
    return Topic(words, attributes_called(text), tuple(parts))
