"""Chroma as an index made from SQL: equal to it after every change, every kill and every damage; one process at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.knowledge import SqlKnowledge
from bot.testing.clock import FakeClock
from retrieval.knowledge.assembled import Library
from retrieval.knowledge.chroma import ChromaSource, ChromaUnusable
from retrieval.knowledge.chunking import Cut
from retrieval.knowledge.dense import Encoder
from retrieval.knowledge.indexing import Indexer
from retrieval.knowledge.search import Knowledge
from tests.knowledge_files import Letters

OTHERS = ("jazz", "wax", "quilts", "pigs", "mud", "vinyl", "bees", "kites", "yarn and yeast")
TOPICS = ("lamp", "goose", "ferry", "tower", "scones", "compass", "fog", "brass", "organ", "gulls")


class Shelf:
    """A library on a database and a folder."""

    def __init__(self, database: Database, folder: Path, embedder: Letters | None = None) -> None:
        self.store, self.folder = SqlKnowledge(database, FakeClock()), folder
        self.encoder = Encoder(embedder or Letters())
        self.chroma = ChromaSource(folder)
        self.exact = Knowledge(self.store, self.encoder, floor=0.0)
        self.search = Knowledge(self.store, self.encoder, self.chroma, floor=0.0)
        self.indexer = Indexer(self.store, self.encoder, Cut(200, 0))
        self.library = Library(self.store, self.indexer, self.search, self.chroma)

    def add(self, folder: Path, persona: str = "") -> None:
        list(self.indexer.add(str(folder), persona))
        self.settle()

    def settle(self) -> None:
        assert self.library.settle() == ""

    def collections(self) -> dict[str, set[int]]:
        """Ids by collection."""
        client = self.chroma._opened()
        return {each.name: {int(one) for one in each.get(include=[])["ids"]} for each in client.list_collections()}  # type: ignore[attr-defined]

    def agrees(self, question: str) -> None:
        """Chroma and the exact search give the same passages with the same scores."""
        one, other = (each.search("", question, "en", most=5) for each in (self.search, self.exact))
        assert [each.chunk_id for each in one] == [each.chunk_id for each in other] != []
        assert [each.score for each in one] == pytest.approx([each.score for each in other], abs=0.002)
        assert self.search.problem("") == ""


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for topic in TOPICS:
        told = (f"# {topic} {n}\n\nThe {topic} of room {n} is known for {other}." for n, other in enumerate(OTHERS))
        (folder / f"{topic}.md").write_text("\n\n".join(told))
    return folder


@pytest.fixture
def shelf(database: Database, tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(database, tmp_path / "index")
    yield made
    made.library.close()


def test_the_index_finds_what_an_exact_search_finds(shelf: Shelf, documents: Path) -> None:
    shelf.add(documents)
    for topic in TOPICS[:4]:
        shelf.agrees(f"which room has the {topic}?")


def test_the_index_is_equal_to_the_database_after_every_change(shelf: Shelf, documents: Path) -> None:
    def same() -> None:
        (held,) = shelf.collections().values()
        assert held == shelf.store.embedded("letters")

    shelf.add(documents)
    same()
    (documents / "lamp.md").write_text("# lamp\n\nThere is a new lamp now.")
    shelf.add(documents)
    same()
    shelf.store.remove([shelf.store.documents()[0].id])
    shelf.settle()
    same()
    shelf.agrees("a new lamp")


def test_documents_of_a_persona_have_a_collection_that_goes_with_the_last_of_them(
    shelf: Shelf, documents: Path
) -> None:
    shelf.add(documents / "lamp.md")
    shelf.add(documents / "goose.md", "bom")
    assert sorted(map(len, shelf.collections().values())) == [9, 18]
    assert {each.document for each in shelf.search.search("wren", "goose", "en")} == {"lamp.md"}
    shelf.store.remove([each.id for each in shelf.store.documents() if each.persona == "bom"])
    shelf.settle()
    assert list(map(len, shelf.collections().values())) == [9]
    shelf.store.remove([each.id for each in shelf.store.documents()])
    shelf.settle()
    assert shelf.collections() == {}


def test_a_process_killed_in_the_middle_of_writing_the_index_is_mended_by_the_next(
    database: Database, shelf: Shelf, documents: Path
) -> None:
    """What such a process leaves: some passages missing, some that SQL no longer has."""
    shelf.add(documents)
    (collection,) = shelf.chroma._opened().list_collections()
    whole = shelf.store.embedded("letters")
    collection.delete(ids=[str(each) for each in sorted(whole)[:30]])
    collection.add(ids=["987654"], embeddings=[[1.0] * 32])
    shelf.library.close()
    again = Shelf(database, shelf.folder)
    again.agrees("which room has the ferry?")
    assert list(again.collections().values()) == [set(whole)]
    again.library.close()


@pytest.mark.parametrize("damage", ["emptied", "overwritten", "removed"])
def test_a_damaged_index_is_made_anew_from_the_database(
    database: Database, shelf: Shelf, documents: Path, damage: str
) -> None:
    shelf.add(documents)
    shelf.library.close()
    for file in [each for each in (shelf.folder / "collections").rglob("*") if each.is_file()]:
        if damage == "removed":
            file.unlink()
        else:
            file.write_bytes(b"" if damage == "emptied" else b"not what it was " * 100)
    again = Shelf(database, shelf.folder)
    again.agrees("which room has the tower?")
    again.library.close()


def test_another_embedder_has_another_collection_and_the_old_one_goes(
    database: Database, shelf: Shelf, documents: Path
) -> None:
    shelf.add(documents)
    shelf.library.close()
    other = Shelf(database, shelf.folder, Letters("other", 64))
    other.indexer.embed_missing()
    other.settle()
    (held,) = other.collections().values()
    assert held == other.store.embedded("other")
    other.agrees("which room has the brass?")
    other.library.close()


_HOLD = """
import sys
from pathlib import Path
from filelock import FileLock
lock = FileLock(Path(sys.argv[1]) / "index.lock")
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_who_does_not_hold_the_index_searches_the_database_exactly(
    database: Database, shelf: Shelf, documents: Path
) -> None:
    list(shelf.indexer.add(str(documents), ""))
    shelf.folder.mkdir()
    command = [sys.executable, "-c", _HOLD, str(shelf.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        one, other = (each.search("", "which room has the fog?", "en") for each in (shelf.search, shelf.exact))
        assert [each.chunk_id for each in one] == [each.chunk_id for each in other] != []
        assert "another process holds the index" in shelf.search.problem("")
        assert not (shelf.folder / "collections").exists()
        holder.communicate()
    later = Shelf(database, shelf.folder)
    later.agrees("which room has the fog?")
    later.library.close()


def test_a_failing_index_is_left_alone_for_a_minute(tmp_path: Path, documents: Path, database: Database) -> None:
    now = [0.0]
    (tmp_path / "file").write_text("in the way")
    source = ChromaSource(tmp_path / "file" / "index", seconds=lambda: now[0])
    shelf = Shelf(database, tmp_path / "index")
    list(shelf.indexer.add(str(documents), ""))
    chunks = shelf.store.chunks([each.id for each in shelf.store.documents()])

    def index() -> None:
        from retrieval.knowledge.corpus import _Exact

        source.index("", "letters", chunks, _Exact(shelf.store, "letters", chunks).index)

    with pytest.raises(ChromaUnusable, match="can't be written"):
        index()
    (tmp_path / "file").unlink()
    now[0] = 59
    with pytest.raises(ChromaUnusable, match="can't be written"):
        index()
    now[0] = 61
    index()
    source.close()
    shelf.library.close()


@pytest.mark.loopback
def test_a_server_that_is_not_there_costs_the_index_and_not_the_search(
    database: Database, documents: Path, tmp_path: Path
) -> None:
    shelf = Shelf(database, tmp_path / "index")
    list(shelf.indexer.add(str(documents), ""))
    away = ChromaSource(tmp_path / "index", "http://127.0.0.1:9")
    knowledge = Knowledge(shelf.store, shelf.encoder, away, floor=0.0)
    assert [each.chunk_id for each in knowledge.search("", "which room has the organ?", "en")] == [
        each.chunk_id for each in shelf.exact.search("", "which room has the organ?", "en")
    ]
    assert "Chroma" in knowledge.problem("")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A real Chroma server."""
    import socket
    import time

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = str(Path(sys.executable).parent / "chroma")
    command = [script, "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(tmp_path / "server")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.mark.loopback
def test_a_server_holds_the_index_for_several_processes(
    database: Database, documents: Path, tmp_path: Path, server: str
) -> None:
    shelf = Shelf(database, tmp_path / "index")
    list(shelf.indexer.add(str(documents), ""))
    sources = [ChromaSource(tmp_path / "index", server) for _ in range(2)]
    expected = [each.chunk_id for each in shelf.exact.search("", "which room has the organ?", "en", most=5)]
    for source in sources:
        knowledge = Knowledge(shelf.store, shelf.encoder, source, floor=0.0)
        assert [each.chunk_id for each in knowledge.search("", "which room has the organ?", "en", most=5)] == expected
        assert knowledge.problem("") == ""
    assert not (tmp_path / "index" / "index.lock").exists()
    for source in sources:
        source.close()
