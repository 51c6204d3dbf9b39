"""The question a listener answers a statement with: "They did", "She hasn't", "Never". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from policies.language.echo import en_words as table

if TYPE_CHECKING:
    from policies.language.echo.en_clause import Clause

_SHORTENED = {"'m": "are", "'re": "are", "'ve": "have", "'ll": "will"}
_NOT = {"can": "can't", "will": "won't", "am": "aren't"}
_MANY = {"is": "are", "was": "were", "has": "have", "does": "do", "isn't": "aren't", "wasn't": "weren't"}
_UNSAID = frozenset({"might", "must", "should", "mightn't", "mustn't", "shouldn't", "could", "would"})
# After "'s": has been, is going. After "have": have been, but do have a cat.
_PARTICIPLES = frozenset("been had got gotten become gone done seen taken eaten given made forgotten broken".split())
_TOLD_OF = frozenset({"i", "i'm", "i've", "my", "he", "he's", "she", "she's", "they", "they're", "it", "it's", "the"})
_SMALL = frozenset("to a an the my no so some two three four five this that one it".split())


def is_past(word: str) -> bool:
    """Whether a word is a past form, also where it is a participle as well."""
    if word in table.PASTS:
        return True
    return word.endswith("ed") and len(word) > 4 and word not in table.NO_PASTS


def is_verb(word: str) -> bool:
    """Whether a folded word can be the verb behind a subject; unsure ones ("set", "work") are none."""
    plain = word.removesuffix("n't")
    return plain in table.AUXILIARIES or word in ("can't", "won't") or is_past(word) or word in table.THIRD_PERSONS


def is_opinion(words: Sequence[str]) -> bool:
    """ "i think i talked too much", but not "i think so"."""
    low = [word.casefold() for word in words]
    return len(low) > 3 and low[0] == "i" and low[1] in ("think", "guess", "suppose", "figure") and low[2] in _TOLD_OF


def asked(clause: Clause) -> str:
    """The reply question without its mark, "" where the verb isn't sure."""
    subject, shortened, many = _subject(clause)
    rest = [word.casefold() for word in clause.rest]
    skipped = [word for word in rest if word not in table.ADVERBS]
    if not subject or not skipped or "barely" in rest or "hardly" in rest:
        return ""
    if "never" in rest[:3]:
        return "Never"
    verb = _auxiliary(shortened, skipped, many=many)
    if not verb or verb in _UNSAID:
        return ""
    if clause.head.partition("'")[0] in table.NOBODY:
        verb = _negated(verb)
    return f"{subject} {_MANY.get(verb, verb) if many else verb}"


def _subject(clause: Clause) -> tuple[str, str, bool]:
    """How the reply names the subject ("" if unknown), what was drawn into it ("'m"), and whether it takes "are"."""
    head, mark, drawn = clause.head.partition("'")
    shortened = f"{mark}{drawn}"
    words = [word.casefold() for word in clause.subject]
    if head in table.NOBODY:
        return "They", shortened, True
    if words[:2] == ["we", "&"]:
        return "You", shortened, True
    if len(words) <= 1 and head in table.SUBJECTS:
        pronoun, many = table.SUBJECTS[head]
        return pronoun, shortened, many
    return _named(words, head, shortened)


def _named(words: Sequence[str], head: str, shortened: str) -> tuple[str, str, bool]:
    for known, pronoun in ((table.HER, "She"), (table.HIM, "He"), (table.THEM, "They")):
        if head in known:
            return pronoun, shortened, pronoun == "They"
    if head.endswith("s") and not head.endswith(("ss", "us", "is")):
        return ("They" if words[0] in table.DETERMINERS else ""), shortened, True
    if words[0] not in table.DETERMINERS or len(words) != 2:
        return "", shortened, False
    determiner = table.TURNED.get(words[0], words[0])
    return f"{'the' if determiner in ('a', 'an') else determiner} {head}".capitalize(), shortened, False


def _auxiliary(shortened: str, rest: Sequence[str], *, many: bool) -> str:
    """The reply's verb for what follows the subject; "" where it isn't sure."""
    verb, negated = rest[0], len(rest) > 1 and rest[1] in ("not", "no")
    if shortened:
        found = _SHORTENED.get(shortened) or (_is_or_has(rest) if shortened == "'s" else "")
        return _negated(found) if found and rest[0] in ("not", "no") else found
    if verb in ("have", "has", "had") and not _helps(rest):
        verb = {"have": "do", "has": "does", "had": "did"}[verb]
    if verb.endswith("n't"):
        return verb
    if verb in table.AUXILIARIES:
        return _negated(verb) if negated else verb
    return "" if negated else _of_full_verb(verb, many=many)


def _of_full_verb(verb: str, *, many: bool) -> str:
    if is_past(verb):
        return "did"
    if many:
        return "do" if verb in table.PRESENTS else ""
    if verb in table.SAME_IN_THE_PRESENT:
        return "did"
    return "does" if verb.endswith("s") and not verb.endswith("ss") else ""


def _is_or_has(rest: Sequence[str]) -> str:
    if rest[0] in _PARTICIPLES - {"gone", "done", "broken", "made", "taken"}:
        return "has"
    sure = rest[0].endswith("ing") or rest[0] in _SMALL or rest[0] in ("gonna", "not", "no")
    return "is" if sure else ""


def _helps(rest: Sequence[str]) -> bool:
    """Whether "have" only helps another verb: "have been", not "have 40 chickens"."""
    following = rest[1] if len(rest) > 1 else ""
    return following in _PARTICIPLES or (is_past(following) and following not in _SMALL)


def _negated(verb: str) -> str:
    return _NOT.get(verb) or (verb if verb.endswith("n't") else f"{verb}n't")
