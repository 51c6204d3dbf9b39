"""The phone's files keep their promises: nothing from outside, no HTML out of words, both languages complete."""

from __future__ import annotations

import re

import pytest

from bot.testing.telegram.phone.page import page_files

FILES = {path.name: path.read_text("utf-8") for path in page_files()}
SCRIPTS = [name for name in FILES if name.endswith(".js")]


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_fetched_from_outside(name: str) -> None:
    addresses = {found for found in re.findall(r"(?:https?:)?//[\w.-]+\.\w+", FILES[name])}
    assert addresses <= {"http://www.w3.org"}  # the namespace of SVG, never fetched
    assert "@import" not in FILES[name]


@pytest.mark.parametrize("name", SCRIPTS)
def test_words_never_become_html(name: str) -> None:
    for door in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "DOMParser",
    ):
        assert door not in FILES[name]


def test_the_page_has_no_inline_script_or_style() -> None:
    page = FILES["index.html"]
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.findall(r"\s(?:style|on\w+)=", page) == []


def test_every_text_is_there_in_both_languages() -> None:
    korean, english = FILES["words.js"].split("\n  en: {")
    keys = re.compile(r"^ {4,6}(\w+):", re.MULTILINE)
    assert keys.findall(korean) == keys.findall(english.split("\n};")[0])


def test_every_text_the_page_asks_for_is_there() -> None:
    asked = set(re.findall(r'data-words="(\w+)"', FILES["index.html"]))
    for name in SCRIPTS:
        asked |= set(re.findall(r'\bsay\("(\w+)"\)', FILES[name]))
    known = set(re.findall(r"^ {4}(\w+):", FILES["words.js"], re.MULTILINE))
    assert asked
    assert asked <= known


def test_every_element_the_scripts_look_for_is_in_the_page() -> None:
    asked = {found for name in SCRIPTS for found in re.findall(r'byId\("([\w-]+)"\)', FILES[name])}
    assert asked
    assert asked <= set(re.findall(r'\bid="([\w-]+)"', FILES["index.html"]))
