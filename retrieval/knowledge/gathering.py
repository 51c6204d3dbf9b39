"""What a path or an address holds: files of a folder in order, hidden, huge and foreign ones left out with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.knowledge.documents import KINDS, MOST_BYTES, DocumentUnreadable, Kind
from retrieval.knowledge.fetching import Fetcher, is_url


@dataclass(frozen=True)
class Found:
    """A document to be read, or `skipped` with the reason why not."""

    source: str
    kind: Kind = "txt"
    skipped: str = ""


def gathered(target: str) -> list[Found]:
    """Everything a file, folder or address stands for, by name. Raises DocumentUnreadable for what can't be."""
    if is_url(target):
        return [Found(target, "html")]
    path = Path(target).expanduser().absolute()
    if path.is_dir():
        return list(_folder(path))
    if not path.exists():
        raise DocumentUnreadable("there is no such file or folder")
    found = _file(path)
    if found.skipped:
        raise DocumentUnreadable(found.skipped)
    return [found]


def _folder(folder: Path) -> Iterator[Found]:
    """Links aren't followed: they may lead in circles, or out of what the operator meant."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            yield Found(str(path), skipped="hidden")
        elif path.is_symlink():
            yield Found(str(path), skipped="a link")
        elif path.is_dir():
            yield from _folder(path)
        else:
            yield _file(path)


def _file(path: Path) -> Found:
    kind = KINDS.get(path.suffix.lower())
    if not path.is_file():
        return Found(str(path), skipped="no regular file")
    if kind is None:
        return Found(str(path), skipped=f"not a document ({path.suffix or 'no suffix'}): md, txt, html, pdf, docx")
    size = path.stat().st_size
    if size > MOST_BYTES:
        return Found(str(path), skipped=f"larger than {MOST_BYTES // 1_000_000} MB ({size // 1_000_000} MB)")
    return Found(str(path), kind)


def taken(found: Found, fetcher: Fetcher) -> tuple[bytes, Kind]:
    """The bytes of a source and what they are. Raises DocumentUnreadable."""
    if is_url(found.source):
        page = fetcher.fetch(found.source)
        return page.data, page.kind
    try:
        return Path(found.source).read_bytes(), found.kind
    except OSError as error:
        raise DocumentUnreadable(f"it can't be read: {error.strerror}") from None
