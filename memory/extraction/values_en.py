"""What becomes of a value an English pattern found: cut where the phrase ends, or "" where it is none."""

from __future__ import annotations

import re

from memory.extraction.words_en import JOBS, PRONOUNS, STOPS

_NUMBERS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen"
        " eighteen nineteen".split()
    )
} | dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_OLDEST = 110
NUMBER = rf"\d{{1,3}}|(?:{'|'.join(_NUMBERS)})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
_NOWHERE = frozenset(
    "tears fear hell denial constant peace bed pain sin the my our this that a an here there it hope chaos poverty "
    "comfort luxury mess future past moment present sweatpants pajamas".split()
)
_AREA = re.compile(
    r"^(?:an?|the|my|our) (?:[a-z]+ ){0,3}(?:apartment|flat|house|place|room|studio|condo|town|city|village"
    r"|suburb) (?:in|near|outside) (?:the )?",
    re.I,
)
_IN_JEST = re.compile(
    r"\bin (?:the shower|my (?:spare|free) time|training)\b|\bof (?:love|life|procrastination)\b|\b(?:at|by) heart\b",
    re.I,
)
_NO_FIRM = frozenset(
    "free living tips exposure money fun home night nights work school day weekends it hand peace least the same "
    "my all once times moment first last "
    "war least".split()
)
_NOT_ALWAYS = re.compile(
    r"\b(?:after|before|today|tonight|right now|this|until|yet|tomorrow|when|while|for (?:a|the|two|\d))\b", re.I
)


def phrase(words: str, longest: int = 4) -> str:
    """The words up to the first that ends a phrase, without article; "" for a pronoun or too long a phrase."""
    kept: list[str] = []
    for word in words.replace("…", " ").split():
        plain = word.lower().strip("'\"~*:")
        if plain in STOPS or not plain:
            break
        kept.append(word.strip("'\"~*:") if len(plain) > 1 else word)
    while kept and kept[0].lower() in ("a", "an", "the", "some", "all"):
        kept.pop(0)
    text = " ".join(kept).strip("-–— ")
    refused = not kept or len(kept) > longest or kept[0].lower() in PRONOUNS or not re.search(r"[^\W\d_]", text)
    return "" if refused else text


def age(words: str) -> str:
    value = int(words) if words.isdigit() else sum(_NUMBERS[part] for part in re.split(r"[- ]", words.lower()))
    return str(value) if 1 <= value <= _OLDEST else ""


def year(words: str) -> str:
    return words if len(words) == 4 else f"{'20' if int(words) < 30 else '19'}{words}"


def place(words: str) -> str:
    plain = _AREA.sub("", words)
    if re.match(r"(?:an? |the [a-z])", plain):
        return ""
    place = phrase(plain, 5)
    return (
        ""
        if not place or place.lower().split()[0] in _NOWHERE or plain.lower().startswith(("my ", "the same", "this "))
        else place
    )


def hometown(words: str) -> str:
    area = re.sub(
        r"^a (?:small |tiny |little |big )?(?:town|village|city|farm|suburb) (?:in|near|outside) (?:of )?",
        "",
        words,
        flags=re.I,
    )
    place = phrase(area, 4)
    refused = place.lower().split()[0] in _NOWHERE | {"work", "home", "school", "work.", "hungry"} if place else True
    return "" if refused or not place[0].isupper() else place


def job(words: str) -> str:
    job = phrase(re.sub(r"^\d{1,3}[- ]years?[- ]old ", "", words))
    parts = [] if _IN_JEST.search(words) else job.lower().split()
    plain = [
        part
        for part in parts
        if part not in ("bad", "terrible", "good", "great", "horrible", "awful", "shit", "big", "huge", "real")
    ]
    return job if parts and parts[-1] in JOBS and len(plain) == len(parts) and len(parts) <= 4 else ""


def working_as(words: str) -> str:
    job = phrase(words)
    return "" if job.lower() in ("hell", "usual", "crazy", "expected", "hard") else job


def firm(words: str) -> str:
    firm = phrase(words)
    return (
        ""
        if not firm
        or firm.lower().split()[0] in _NO_FIRM
        or firm.lower().split()[0] in ("my", "his", "her", "night", "least", "all", "home", "once", "myself")
        else firm
    )


def field(words: str) -> str:
    field = "" if re.match(r"an? ", words, re.I) else phrase(words, 3)
    refused = "progress silence shifts peace vain person town london the bed a there here circles".split()
    return "" if not field or field.lower().split()[0] in refused or field[0].isupper() else field


def matter(words: str) -> str:
    matter = phrase(words, 3)
    return (
        ""
        if matter.lower().split()[:1] in ([], ["hard"], ["abroad"], ["all"], ["late"], ["exam"])
        or re.search(r"exam|test|finals|midterm|bar$", matter, re.I)
        else matter
    )


def joke_allergen(words: str) -> str:
    allergen = phrase(words, 3)
    jokes = (
        "mornings mondays people work bullshit drama math responsibility exercise stupidity fun you commitment idiots"
    ).split()
    return "" if allergen.lower() in jokes else re.sub(r"^(?:most|certain|some|all) ", "", allergen)


def hobby(words: str) -> str:
    hobby = phrase(words, 3)
    refused = (
        "you him her guys girls men women work bed trouble games dumb hard a role part devil's this that favorites"
    ).split()
    return "" if not hobby or hobby.lower().split()[0] in refused else hobby


def same(words: str) -> str:
    return words.strip()


def illness(words: str) -> str:
    return re.sub(r"^(?:a|an|the) ", "", words.strip(), flags=re.I)


def goal(words: str) -> str:
    return re.sub(r"(?:\s(?:a|an|the|and|or|for|of|to|in|by|with|these|this|my))+$", "", " ".join(words.split()[:12]))


def titled(words: str) -> str:
    return words[0].upper() + words[1:]


def company(words: str) -> str:
    refused = (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
        "August September October November December I"
    ).split()
    return "" if words in refused else words


def food(words: str) -> str:
    food = "" if _NOT_ALWAYS.search(words) else phrase(words, 3)
    refused = (
        "much breakfast lunch dinner anything enough well properly out there here today that this meals people it "
        "stress pressure change myself"
    ).split()
    return "" if not food or food.lower().split()[0] in refused else food


def kin(words: str) -> str:
    return (
        "" if words.lower() in ("kids", "children", "brothers", "sisters", "siblings", "sons", "daughters") else words
    )


def living(words: str) -> str:
    """ "design bridges" (for a living); "" for jests and "what I do"."""
    refused = "do work talk laugh cry sleep eat breathe fight live suffer complain procrastinate need have"
    " want".split()
    return "" if words.lower().split()[0] in refused else words


def trigger(words: str) -> str:
    """What somebody's body doesn't take: "shrimp" of "I eat shrimp"; "" for people and jests."""
    plain = re.sub(
        r"^(?:i |he |she |they )?(?:eat|eats|ate|eating|have|has|having|drink|drinks|touch"
        r"|touching) ",
        "",
        words,
        flags=re.I,
    )
    allergen = joke_allergen(plain)
    refused = _NOT_FOOD | {"i", "he", "she", "they", "the", "thought", "stress", "heat", "sun"}
    return "" if not allergen or set(allergen.lower().split()) & refused or allergen[0].isupper() else allergen


_NOT_FOOD = frozenset(
    "nervous anxious stressed boss job brother sister mother father ex bills taxes exams it life".split()
)
