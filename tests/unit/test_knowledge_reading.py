"""Documents in every format and every state of decay: their words, or the reason why there are none."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.knowledge import reading
from retrieval.knowledge.documents import MOST_CHARACTERS, DocumentUnreadable, Kind
from retrieval.knowledge.reading import read
from tests.knowledge_files import docx, pdf, zipped

KOREAN = "봄날책방은 저녁 여덟 시에 문을 닫는다.\n월요일은 쉰다."


def headings(data: bytes, kind: Kind) -> dict[str, tuple[str, ...]]:
    """The first words under each heading, with its path."""
    document = read(data, kind)
    return {document.text[each.start :].split("\n")[0].strip(): each.path for each in document.headings}


def reason(data: bytes, kind: Kind) -> str:
    with pytest.raises(DocumentUnreadable) as raised:
        read(data, kind)
    return raised.value.message


@pytest.mark.parametrize(
    "data",
    [
        KOREAN.encode(),
        codecs.BOM_UTF8 + KOREAN.encode(),
        KOREAN.encode("cp949"),
        KOREAN.encode("euc-kr"),
        codecs.BOM_UTF16_LE + KOREAN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + KOREAN.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + KOREAN.encode("utf-32-le"),
        KOREAN.replace("\n", "\r\n").encode(),
    ],
)
def test_text_is_read_in_the_encodings_korean_files_come_in(data: bytes) -> None:
    assert read(data, "txt").text == KOREAN


def test_a_document_without_a_title_is_called_by_its_file() -> None:
    assert read(KOREAN.encode(), "txt", "책방.txt").title == "책방.txt"


@pytest.mark.parametrize("kind", ["md", "txt", "html", "pdf", "docx"])
def test_an_empty_file_is_named_empty(kind: Kind) -> None:
    assert reason(b"", kind) == "it is empty"


def test_blanks_are_as_good_as_nothing() -> None:
    assert reason(b" \n\t\n", "txt") == "it is empty"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bytes(range(256)) * 20, "encoding is unknown"),
        (b"\x00\x01\x02\x03" * 500, "binary, not text"),
        (zipped({"a": b"a" * 500}), "a zip archive"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a picture"),
        (b"%PDF-1.4\n\x00", "a PDF"),
    ],
)
def test_a_binary_named_txt_is_told_apart(data: bytes, words: str) -> None:
    assert words in reason(data, "txt")


def test_a_document_without_an_end_is_refused() -> None:
    assert "split it" in reason(b"a" * (MOST_CHARACTERS + 1), "txt")


def test_markdown_headings_of_both_kinds_are_found_and_none_inside_code() -> None:
    text = (
        "Shop\n====\n\nwords\n\n## Hours ##\n\nten\n\n```sh\n# no heading\n```\n\n### Sunday\n\nshut\n\n"
        "Cat\n---\n\n- a list\n---\n"
    )
    assert headings(text.encode(), "md") == {
        "Shop": ("Shop",),
        "## Hours ##": ("Shop", "Hours"),
        "### Sunday": ("Shop", "Hours", "Sunday"),
        "Cat": ("Shop", "Cat"),
    }


def test_front_matter_gives_markdown_its_title_and_is_no_text() -> None:
    document = read(b"---\ntitle: 'The shop'\ndraft: true\n---\n# Hours\nten", "md")
    assert document.title == "The shop"
    assert document.text == "# Hours\nten"


def test_a_page_is_what_a_reader_sees_of_it() -> None:
    page = """<html><head><title>The &amp; shop</title><style>p {}</style></head><body>
      <nav>Menu</nav><h1>Hours <em>today</em></h1><p>Open   till
      eight.</p><script>steal()</script><h2>Cat</h2><ul><li>Mandu<li>grey</ul>
      <table><tr><td>tea</td><td>free</td></tr></table><p>last &lt;word&gt;</body></html>"""
    document = read(page.encode(), "html")
    assert document.title == "The & shop"
    assert document.text.split("\n") == [
        "Hours today", "Open till eight.", "Cat", "Mandu", "grey", " | tea | free", "last <word>",
    ]  # fmt: skip
    assert [each.path for each in document.headings] == [("Hours today",), ("Hours today", "Cat")]


def test_a_page_says_its_encoding() -> None:
    page = '<meta charset="euc-kr"><p>봄날책방</p>'
    assert read(page.encode("euc-kr"), "html").text == "봄날책방"


def test_a_page_nested_without_end_is_read() -> None:
    assert read(("<div>" * 200_000 + "deep").encode(), "html").text == "deep"


def test_every_page_of_a_pdf_is_found_by_its_number() -> None:
    document = read(pdf([f"Page {number} speaks of lamp {number}." for number in range(1, 301)]), "pdf")
    assert len(document.pages) == 300
    for number in (1, 2, 150, 300):
        at = document.text.index(f"Page {number} speaks")
        assert document.page_at(at) == number


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pdf(["secret"], password="open sesame"), "it is encrypted"),
        (pdf(["whole"])[:200], "broken PDF"),
        (b"%PDF-1.7\n" + b"\xff" * 2000, "broken PDF"),
        (b"no pdf at all", "it is no PDF"),
        (pdf([""]), "no text in it"),
    ],
)
def test_a_pdf_that_can_not_be_read_says_why(data: bytes, words: str) -> None:
    assert words in reason(data, "pdf")


def test_a_pdf_with_an_empty_password_is_read() -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(["open to all"]))))
    writer.encrypt("", owner_password="owner", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    assert read(out.getvalue(), "pdf").text.strip() == "open to all"


def test_word_headings_are_known_by_their_names_whatever_their_ids() -> None:
    data = docx(
        [("1", "봄날책방"), ("a", "작은 책방이다."), ("Heading2", "영업 시간"), ("a", "여덟 시에 닫는다.")],
        {"1": "heading 1", "a": "Normal"},
    )
    assert headings(data, "docx") == {"봄날책방": ("봄날책방",), "영업 시간": ("봄날책방", "영업 시간")}


def test_tables_of_a_word_document_are_rows() -> None:
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{each}</w:t></w:r></w:p></w:tc>" for each in ("tea", "free"))
    document = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:tbl>'
        f"<w:tr>{cells}</w:tr></w:tbl></w:body></w:document>"
    )
    assert read(zipped({"word/document.xml": document.encode()}), "docx").text == "tea | free | \n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped({"word/document.xml": b"<w>" + b" " * 60_000_000}), "a bomb?"),
        (zipped({f"{number}": b"" for number in range(600)}), "more than a document needs"),
        (docx([("a", "&x;")], head='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "document type"),
        (zipped({"word/document.xml": b"<w:document"}), "XML is broken"),
        (zipped({"other": b"x"}), "no Word document"),
        (b"PK\x03\x04 broken", "no Word document"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "encrypted or in the old .doc format"),
    ],
)
def test_a_word_document_that_can_not_be_read_says_why(data: bytes, words: str) -> None:
    assert words in reason(data, "docx")


def test_an_archive_that_lies_about_its_size_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading.docx, "_refuse_bombs", lambda archive: None)
    monkeypatch.setattr(reading.docx, "MOST_CHARACTERS", 1000)
    assert "split it" in reason(docx([("a", "word " * 1000)]), "docx")
    with pytest.raises(DocumentUnreadable, match="more than it says"):
        list(reading.docx._unpacked(__import__("io").BytesIO(b"x" * 100), most=50))


def text_or_reason(data: bytes, kind: Kind) -> str:
    try:
        return read(data, kind).text
    except DocumentUnreadable as error:
        return error.message


DOCUMENTS: dict[Kind, bytes] = {
    "pdf": pdf(["page one of words", "two"]),
    "docx": docx([("1", "Head"), ("a", "words")], {"1": "heading 1"}),
    "html": "<html><h1>a</h1><p>b &amp; <table><td>책방</html>".encode(),
    "md": "# a\n\n```\n# b\n```\n\n책방\n===\n".encode(),
    "txt": codecs.BOM_UTF16_LE + "책방".encode("utf-16-le"),
}


@given(
    st.sampled_from(sorted(DOCUMENTS)),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 30), st.binary(max_size=8))),
)
def test_whatever_is_damaged_in_a_file_it_is_read_or_refused_with_a_reason(
    kind: Kind, changes: list[tuple[int, int, bytes]]
) -> None:
    data = bytearray(DOCUMENTS[kind])
    for at, length, instead in changes:
        data[at : at + length] = instead
    assert text_or_reason(bytes(data), kind).strip()
