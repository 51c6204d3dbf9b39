"""The emulator reads HTML and entities as Telegram documents them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.testing.telegram.formatting import read_formatted, typed_entities, width
from bot.testing.telegram.refused import Refused


def test_tags_become_entities_whose_offsets_count_utf_16_units() -> None:
    said = read_formatted("🌙 <b>굵게 <i>기울여</i></b> <a href='https://a.bc?x=1&amp;y=2'>길</a>", "HTML", [])
    assert said.text == "🌙 굵게 기울여 길"
    assert said.entities == (
        {"type": "bold", "offset": 3, "length": 6},
        {"type": "italic", "offset": 6, "length": 3},
        {"type": "text_link", "offset": 10, "length": 1, "url": "https://a.bc?x=1&y=2"},
    )


def test_escaped_signs_are_signs_again() -> None:
    assert read_formatted("1 &lt; 2 &amp;&amp; 3 &gt; 2", "html", []).text == "1 < 2 && 3 > 2"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("가<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 3'),
        ("1 < 2", "Unsupported start tag at byte offset 2"),
    ],
)
def test_broken_html_is_refused_with_the_place(text: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        read_formatted(text, "HTML", [])
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_without_a_parse_mode_tags_are_text() -> None:
    assert read_formatted("<b>a", "", []).text == "<b>a"


def test_white_space_at_the_ends_goes_and_entities_move_along() -> None:
    said = read_formatted(
        "  안녕  ", "", [{"type": "bold", "offset": 0, "length": 6}, {"type": "italic", "offset": 4, "length": 2}]
    )
    assert (said.text, said.entities) == ("안녕", ({"type": "bold", "offset": 0, "length": 2},))


@pytest.mark.parametrize(
    "entity",
    [
        {"offset": 0, "length": 1},
        {"type": "bold", "offset": -1, "length": 1},
        {"type": "bold", "offset": 0, "length": 0},
    ],
)
def test_an_impossible_entity_is_refused(entity: dict[str, object]) -> None:
    with pytest.raises(Refused, match="400"):
        read_formatted("a", "", [entity])


@given(st.text(alphabet="<>&/bi a가🌙\n", max_size=30))
def test_whatever_is_sent_as_html_is_read_or_refused(text: str) -> None:
    try:
        said = read_formatted(text, "HTML", [])
    except Refused:
        return
    assert said.text == said.text.strip()
    assert all(0 <= each["offset"] < each["offset"] + each["length"] <= width(said.text) for each in said.entities)


def test_only_a_command_at_the_beginning_is_marked() -> None:
    assert typed_entities("/start abc") == {"entities": [{"type": "bot_command", "offset": 0, "length": 6}]}
    assert typed_entities("/help@malbeot_bot") == {"entities": [{"type": "bot_command", "offset": 0, "length": 17}]}
    assert typed_entities("see /help") == {}
