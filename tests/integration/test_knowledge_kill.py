"""A real `malbeot knowledge add` killed in the middle: what was done stays whole, and the next run finishes the rest."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from bot.storage.database import Database
from bot.storage.knowledge import SqlKnowledge
from bot.testing.clock import FakeClock
from retrieval.knowledge.chroma import ChromaSource
from tests.command import malbeot

_DOCUMENTS = 120


def test_a_killed_run_is_finished_by_the_next_one(database: Database, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(_DOCUMENTS):
        told = (
            f"# Room {number}-{part}\n\nThe keeper of room {number} winds lamp {part} at dusk." for part in range(6)
        )
        (folder / f"{number:03}.md").write_text("\n\n".join(told))
    store = SqlKnowledge(database, FakeClock())
    command = [sys.executable, "-m", "bot", "knowledge", "add", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and len(store.documents()) < 10:
            time.sleep(0.02)
        process.kill()
    done = store.documents()
    assert 10 <= len(done) < _DOCUMENTS
    assert {each.chunks for each in done} == {6}
    assert len(store.chunks([each.id for each in done])) == 6 * len(done)

    counts = malbeot("knowledge", "add", str(folder), "--json").json["counts"]
    assert counts == {"added": _DOCUMENTS - len(done), "unchanged": len(done)}
    (embedder,) = _embedders(database)
    assert len(store.embedded(embedder)) == 6 * _DOCUMENTS
    source = ChromaSource(home / "knowledge")
    (collection,) = source._opened().list_collections()
    assert {int(each) for each in collection.get(include=[])["ids"]} == store.embedded(embedder)
    source.close()


def _embedders(database: Database) -> set[str]:
    from sqlmodel import select

    from bot.storage.tables.knowledge import KnowledgeVectorRow

    return set(database.read_now(lambda session: session.exec(select(KnowledgeVectorRow.embedder)).all()))
