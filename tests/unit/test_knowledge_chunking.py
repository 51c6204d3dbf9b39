"""Passages: where they are cut, that their offsets are true, and what makes two of them the same."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.knowledge.chunking import Cut, chunks_of
from retrieval.knowledge.documents import ReadDocument
from retrieval.knowledge.reading import read
from tests.knowledge_files import pdf

SHORT = Cut(200, 40)
WORDS = st.text("가나다 어요.?!\n abc#", max_size=1500)


@given(WORDS)
def test_a_passage_stands_where_it_says_and_no_word_is_lost(text: str) -> None:
    document = ReadDocument(text)
    chunks = chunks_of(document, SHORT)
    assert all(text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
    assert all(len(chunk.text) <= 200 for chunk in chunks)
    held = {at for chunk in chunks for at in range(chunk.start, chunk.end)}
    assert all(at in held for at, letter in enumerate(text) if letter.isalnum())


def test_a_passage_lies_under_one_heading_and_knows_the_path_to_it() -> None:
    text = "# 책방\n\n작은 곳이다.\n\n## 시간\n\n여덟 시에 닫는다.\n\n## 고양이\n\n### 이름\n\n만두다.\n"
    chunks = chunks_of(read(text.encode(), "md"), SHORT)
    assert [chunk.heading for chunk in chunks] == [("책방",), ("책방", "시간"), ("책방", "고양이", "이름")]
    assert [chunk.text.split("\n")[-1] for chunk in chunks] == ["작은 곳이다.", "여덟 시에 닫는다.", "만두다."]


def test_korean_passages_end_with_sentences() -> None:
    text = " ".join(f"책방에는 {number}번째 손님이 와서 시집을 한 권 사 갔다." for number in range(40))
    chunks = chunks_of(ReadDocument(text), SHORT)
    assert len(chunks) > 5
    assert all(chunk.text.endswith("갔다.") for chunk in chunks)


def test_passages_overlap_by_whole_sentences() -> None:
    text = " ".join(f"Visitor {number} bought a book." for number in range(40))
    chunks = chunks_of(ReadDocument(text), SHORT)
    assert all(later.start < earlier.end for earlier, later in pairwise(chunks))


def test_passages_of_a_pdf_know_their_page() -> None:
    document = read(pdf([f"Lamp {number} is lit. " * 8 for number in range(5)]), "pdf")
    for chunk in chunks_of(document, Cut(100, 0)):
        assert f"Lamp {(chunk.page or 0) - 1}" in chunk.text


def test_a_line_without_an_end_is_cut_anyway() -> None:
    assert max(len(chunk.text) for chunk in chunks_of(ReadDocument("가" * 5000), SHORT)) <= 200


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("# Hours\n\nTill eight.\n", True),
        ("# Hours\n\nTill nine.\n", False),
        ("# Sunday\n\nTill eight.\n", False),
        ("Before.\n\n# Hours\n\nTill eight.\n", True),
    ],
)
def test_a_passage_is_the_same_while_its_words_and_headings_are(text: str, same: bool) -> None:
    (first,) = chunks_of(
        ReadDocument("# Hours\n\nTill eight.\n", "t", read(b"# Hours\n\nTill eight.\n", "md").headings), SHORT
    )
    document = read(text.encode(), "md")
    others = chunks_of(ReadDocument(document.text, "t", document.headings), SHORT)
    assert (first.hash in {chunk.hash for chunk in others}) == same
