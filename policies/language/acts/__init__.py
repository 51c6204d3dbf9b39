"""What a message does (asks about you, leaves, teases, vents), so that a plain reply can fit where no group does. Pure.

The tables are `ko.RULES` and `en.RULES`; their first rule found decides, then how the message looks.
"""

from __future__ import annotations

from policies.gravity import is_grave
from policies.language.acts import en, ko
from policies.language.acts.names import Act, Rules
from policies.language.mood import mood
from policies.language.normalise import clean, has_words
from policies.language.sentences import is_question, split

_LONG_CHARS, _LONG_SENTENCES = 80, 4
_RULES: dict[str, Rules] = {"ko": ko.RULES, "en": en.RULES}
_FELT: dict[str, Act] = {"good": "good_news", "bad": "venting"}


def act_of(text: str, language: str) -> Act:
    """What a message in `language` ("ko" or "en") does; `statement` where nothing tells."""
    if is_grave(text):
        return "grave"
    plain = clean(text).replace("’", "'").casefold().strip()
    found = next((act for act, rule in _RULES[language] if rule.search(plain)), None)
    return found or _by_look(text)


def _by_look(text: str) -> Act:
    if not has_words(text):
        return "short"
    if is_question(text):
        return "question"
    if felt := mood(text):
        return _FELT[felt]
    if len(text) > _LONG_CHARS or len(split(text)) >= _LONG_SENTENCES:
        return "long"
    return "short" if len(text.split()) == 1 else "statement"
