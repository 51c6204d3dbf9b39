"""From sections to the exact messages, under the budget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prompt.layout import (
    LINE_BREAK,
    MESSAGE_MARKS,
    Budget,
    Prompt,
    assemble,
    frame_tokens,
    piece_sizes,
    texts_of,
)
from bot.prompt.sections import SECTION_RULES, Piece, Section, SectionName
from bot.prompt.wording import WORDING
from policies.budget import BudgetTooSmall

REQUIRED = {"safety", "persona"}
NAMES: tuple[SectionName, ...] = get_args(SectionName)
FRAME = frame_tokens({text: len(text) for text in texts_of([], "en")}, "en")


def frame_of(sections: list[Section]) -> int:
    return frame_tokens({text: len(text) for text in texts_of(sections, "en")}, "en", sections)


def build(sections: Sequence[Section], prompt_tokens: int = 4000, language: str = "en") -> Prompt:
    counts = {text: len(text) for text in texts_of(sections, language)}
    return assemble(sections, counts, Budget(prompt_tokens + 200, 200), language, "letters", exact=False)


def talk(*said: tuple[str, str]) -> Section:
    """Messages oldest first, as a history section keeps them: newest first."""
    pieces = [
        Piece(text, (number,), "user" if author == "person" else "assistant")
        for number, (author, text) in enumerate(said, 1)
    ]
    return Section("history", tuple(reversed(pieces)))


CORE = (Section("safety", (Piece("SAFETY"),)), Section("persona", (Piece("PERSONA"),)))
ASKED = Section("message", (Piece("How are you?\n", (99,), "user"),))


@st.composite
def random_sections(draw: st.DrawFn) -> list[Section]:
    sections = []
    for name in NAMES:
        count = 1 if name in REQUIRED else draw(st.integers(0, 12))
        sizes = draw(st.lists(st.integers(1, 400), min_size=count, max_size=count))
        roles = draw(st.lists(st.sampled_from(["user", "assistant"]), min_size=count, max_size=count))
        sections.append(
            Section(
                name,
                tuple(
                    Piece(f"{name} {index}: {'x' * size}.", (index,), role if name == "history" else "user")
                    for index, (size, role) in enumerate(zip(sizes, roles, strict=True))
                ),
            )
        )
    return draw(st.permutations(sections))


@given(random_sections(), st.integers(60, 6000))
def test_the_ledger_adds_up_and_never_exceeds_the_budget(sections: list[Section], prompt_tokens: int) -> None:
    try:
        ledger = build(sections, prompt_tokens).ledger
    except BudgetTooSmall:
        required = sum(len(p.text) + LINE_BREAK for s in sections if s.name in REQUIRED for p in s.pieces)
        assert required > prompt_tokens - frame_of(sections)
        return
    assert ledger.used == sum(line.tokens for line in ledger.lines) <= ledger.budget == prompt_tokens
    assert ledger.context_tokens == ledger.budget + ledger.reply_tokens
    assert [line.section for line in ledger.lines] == [*(rule.name for rule in SECTION_RULES), "frame"]


@given(random_sections(), st.integers(1500, 6000))
def test_each_ledger_line_counts_the_pieces_that_were_kept(sections: list[Section], prompt_tokens: int) -> None:
    by_name = {section.name: section for section in sections}
    for line in build(sections, prompt_tokens).ledger.lines[:-1]:
        section = by_name[line.section]  # type: ignore[index]
        counts = {text: len(text) for text in texts_of([section], "en")}
        sizes = piece_sizes(section, counts)
        assert line.tokens == sum(sizes[: line.pieces])
        assert line.wanted == sum(sizes)
        assert line.sources == tuple(sorted({s for piece in section.pieces[: line.pieces] for s in piece.sources}))


@given(random_sections(), st.integers(1500, 6000))
def test_roles_alternate_system_first_then_the_person_and_the_person_last(
    sections: list[Section], prompt_tokens: int
) -> None:
    roles = [message.role for message in build(sections, prompt_tokens).messages]
    assert roles[0] == "system"
    assert roles[1:] == ["user" if index % 2 == 0 else "assistant" for index in range(len(roles) - 1)]
    assert roles[-1] == "user"


@given(random_sections(), st.integers(1500, 6000))
def test_every_kept_text_is_sent_and_no_text_that_was_left_out(sections: list[Section], prompt_tokens: int) -> None:
    prompt = build(sections, prompt_tokens)
    kept = {line.section: line.pieces for line in prompt.ledger.lines}
    sent = "\n".join(message.content for message in prompt.messages)
    for section in sections:
        leading_replies = section.name == "history"  # a talk can't begin with a reply: those are not sent
        for index, piece in enumerate(section.pieces):
            if index >= kept[section.name]:
                assert piece.text not in sent
            elif not leading_replies:
                assert piece.text in sent


@given(random_sections())
def test_the_same_sections_make_the_same_prompt_in_any_order(sections: list[Section]) -> None:
    assert build(sections) == build(list(reversed(sections)))


def test_the_system_message_is_safety_then_persona_then_examples() -> None:
    examples = Section("examples", (Piece("Person: a\nBom: b"), Piece("Person: c\nBom: d")))
    (system, *_) = build([examples, ASKED, *CORE]).messages
    heading = WORDING["en"]["examples"]
    assert system.content == f"SAFETY\n\nPERSONA\n\n{heading}\n\nPerson: a\nBom: b\n\nPerson: c\nBom: d"


@pytest.mark.parametrize(
    ("language", "opens", "closes"), [("en", "[context]", "[/context]"), ("ko", "[참고]", "[/참고]")]
)
def test_the_context_stands_in_the_last_user_message_before_the_persons_words(
    language: str, opens: str, closes: str
) -> None:
    sections = [
        *CORE,
        Section("facts", (Piece("- name: Jisu"),)),
        Section("earlier", (Piece("- I moved"),)),
        Section("moment", (Piece("Now: Monday."),)),
        talk(("person", "hi"), ("persona", "hello")),
        ASKED,
    ]
    *before, last = build(sections, language=language).messages
    words = WORDING[language]
    assert last.content == (
        f"{opens}\n{words['earlier']}\n- I moved\n{words['facts']}\n- name: Jisu\nNow: Monday.\n{closes}"
        "\n\nHow are you?"
    )
    assert not any(opens in message.content or "Jisu" in message.content for message in before)


def test_without_context_the_last_message_is_the_persons_words_alone() -> None:
    assert build([*CORE, ASKED]).messages[-1].content == "How are you?"


def test_history_comes_oldest_first_and_neighbours_of_one_role_become_one_message() -> None:
    said = talk(("person", "a"), ("person", "b"), ("persona", "c"), ("persona", "d"), ("person", "e"))
    messages = build([*CORE, said, ASKED]).messages[1:]
    assert [(message.role, message.content) for message in messages] == [
        ("user", "a\nb"),
        ("assistant", "c\nd"),
        ("user", "e\nHow are you?"),
    ]


def test_a_talk_begins_with_the_person() -> None:
    messages = build(
        [*CORE, talk(("persona", "a"), ("persona", "b"), ("person", "c"), ("persona", "d")), ASKED]
    ).messages
    assert [message.content for message in messages[1:]] == ["c", "d", "How are you?"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_very_long_message_keeps_its_beginning_and_says_that_it_was_cut(language: str) -> None:
    pieces = tuple(Piece(f"Sentence {number} of many. ", (7,), "user") for number in range(200))
    prompt = build([*CORE, Section("message", pieces)], language=language)
    last = prompt.messages[-1].content
    assert last.startswith("Sentence 0 of many. Sentence 1 of many.")
    assert last.endswith(f"\n{WORDING[language]['cut']}")
    assert "Sentence 199" not in last
    line = next(line for line in prompt.ledger.lines if line.section == "message")
    assert (line.state, line.offered) == ("trimmed", 200)


def test_a_message_that_fits_has_no_cut_note() -> None:
    assert WORDING["en"]["cut"] not in build([*CORE, ASKED]).messages[-1].content


def test_a_budget_too_small_for_safety_and_persona_is_refused_with_the_arithmetic() -> None:
    with pytest.raises(BudgetTooSmall, match=r"safety 8 \+ persona 9 = 17"):
        build([*CORE, ASKED], FRAME + 16)
    assert build([*CORE], FRAME + 17).ledger.used == FRAME + 17


def test_a_message_of_the_talk_costs_its_template_and_a_line_its_break() -> None:
    assert piece_sizes(talk(("person", "abc")), {"abc": 3, "user": 1}) == [3 + 1 + MESSAGE_MARKS]
    assert piece_sizes(Section("facts", (Piece("abc"),)), {"abc": 3}) == [3 + LINE_BREAK]


def test_the_ledger_names_its_counter_and_whether_it_is_exact() -> None:
    counts = dict.fromkeys(texts_of(CORE, "en"), 1)
    ledger = assemble(CORE, counts, Budget(500, 100), "en", "server:tiny", exact=True).ledger
    assert (ledger.counter, ledger.exact, ledger.budget, ledger.reply_tokens) == ("server:tiny", True, 400, 100)


def test_every_text_is_counted_once_and_so_are_the_roles_and_the_words_between() -> None:
    sections = [Section("facts", (Piece("a"), Piece("b"), Piece("a"))), Section("earlier", (Piece("b"),))]
    texts = texts_of(sections, "ko")
    assert texts[:2] == ("a", "b")
    assert len(texts) == len(set(texts))
    assert {"system", "user", "assistant", WORDING["ko"]["facts"], WORDING["ko"]["cut"]} <= set(texts)


@given(random_sections(), st.integers(1500, 6000), st.sampled_from(["ko", "en"]))
def test_what_is_sent_is_never_more_than_the_ledger_says(
    sections: list[Section], prompt_tokens: int, language: str
) -> None:
    prompt = build(sections, prompt_tokens, language)
    sent = sum(len(message.content) + len(message.role) + MESSAGE_MARKS for message in prompt.messages)
    assert sent <= prompt.ledger.used
