"""What is wrong in `timing:`, in plain words and with what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

# What to write where a text has to fit a pattern.
TIME = r"^([01]\d|2[0-3]):[0-5]\d$"
END_TIME = r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$"
_PATTERNS: Mapping[str, str] = {
    TIME: 'not a time of day; write HH:MM from 00:00 to 23:59, such as "09:30"',
    END_TIME: 'not a time of day; write HH:MM from 00:00 to 24:00, such as "18:00"',
}
_DAY = "not a day; write mon, tue, wed, thu, fri, sat, sun, a range such as mon-fri, or holidays"
_WHOLE = "not a whole number; write one such as 30"
_NUMBER = "not a number; write one such as 0.5"
_YES_NO = "neither true nor false; write one of them"
_LIST = "not a list; put it in square brackets, or begin each entry with a dash"
_KEYS = "no keys with values; write `key: value` lines below it, or leave it out"
# Kind of mistake: how it is told, from what it says of itself.
_WORDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "string_pattern_mismatch": lambda said: _PATTERNS.get(said["pattern"], _DAY),
    "string_type": lambda said: 'not a text; put it in quotes, such as "09:30"',
    "greater_than_equal": lambda said: f"out of range; write {said['ge']:g} or more",
    "greater_than": lambda said: f"out of range; write more than {said['gt']:g}",
    "less_than_equal": lambda said: f"out of range; write {said['le']:g} or less",
    "literal_error": lambda said: f"not known here; write {said['expected']}",
    "too_short": lambda said: "an empty list; name at least one, or leave the key out",
    "missing": lambda said: "missing; add it",
    "list_type": lambda said: _LIST,
    "dict_type": lambda said: _KEYS,
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), lambda said: _WHOLE),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), lambda said: _NUMBER),
    **dict.fromkeys(("bool_type", "bool_parsing"), lambda said: _YES_NO),
}


def in_words(error: ValidationError) -> ValidationError:
    """The same mistakes at the same places, each with its fix."""
    return ValidationError.from_exception_data(error.title, [_retold(each) for each in error.errors()])


def not_keys(example: str, known: str) -> PydanticCustomError:
    """Something else stands where keys with values belong."""
    text = f"no keys with values; write keys such as `{example}` below it, or leave it out; there are {known}"
    return PydanticCustomError("not_keys", "{text}", {"text": text})


def nth(index: int) -> str:
    """0: 1st, 1: 2nd, …"""
    number = index + 1
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def _retold(mistake: ErrorDetails) -> InitErrorDetails:
    words = _WORDS.get(mistake["type"])
    text = words(mistake.get("ctx", {})) if words else mistake["msg"].removeprefix("Value error, ")
    told = PydanticCustomError(mistake["type"], "{text}", {"text": text})
    return InitErrorDetails(type=told, loc=mistake["loc"], input=mistake["input"])
