"""The knowledge store on both databases: whole documents or nothing, and nothing left of what is removed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from bot.storage.database import Database
from bot.storage.knowledge import SqlKnowledge
from bot.testing.clock import FakeClock
from retrieval.knowledge.chunking import Chunk
from retrieval.knowledge.store import NewDocument, Vectors, VectorsUnusable

DOCUMENT = NewDocument(
    "bom", "/shop.md", "/", "md", "책방", "hash", "1-700-100", "저녁 여덟 시에 닫는다.\n고양이가 산다."
)
CLOSES = Chunk(0, 13, ("시간", "저녁"), None, "저녁 여덟 시에 닫는다.", "closes")
CAT = Chunk(14, 22, (), 3, "고양이가 산다.", "cat")


@pytest.fixture
def store(database: Database) -> SqlKnowledge:
    return SqlKnowledge(database, FakeClock())


def vectors(**rows: int) -> Vectors:
    return Vectors("e", {mark: np.full(4, value, dtype=np.float32) for mark, value in rows.items()})


def test_what_is_kept_is_read_as_it_was(store: SqlKnowledge) -> None:
    assert (store.revision(), store.documents(), store.chunks([1])) == (0, (), ())
    document_id = store.keep(DOCUMENT, [CLOSES, CAT], vectors(closes=1, cat=2))
    (kept,) = store.documents()
    assert (kept.id, kept.source, kept.title, kept.state, kept.chunks) == (document_id, "/shop.md", "책방", "ready", 2)
    assert store.text(document_id) == DOCUMENT.text
    closes, cat = store.chunks([document_id])
    assert (closes.heading, closes.page, closes.start, closes.end) == (("시간", "저녁"), None, 0, 13)
    assert (cat.heading, cat.page, cat.text, cat.position) == ((), 3, CAT.text, 1)
    ids, rows = store.vectors("e")
    assert ids == (closes.id, cat.id)
    assert rows.tolist() == [[1.0] * 4, [2.0] * 4]
    assert store.vectors("e", [cat.id])[1].tolist() == [[2.0] * 4]
    assert store.vectors("other")[0] == ()


def test_a_document_read_again_replaces_what_changed_only(store: SqlKnowledge) -> None:
    first = store.keep(DOCUMENT, [CLOSES, CAT], vectors(closes=1, cat=2))
    store.keep_note(first, "k", "short")
    before = {each.hash: each.id for each in store.chunks([first])}
    changed = Chunk(0, 13, (), None, "저녁 아홉 시에 닫는다.", "later")
    assert store.keep(DOCUMENT, [changed, CAT], vectors(later=3)) == first
    after = {each.hash: each.id for each in store.chunks([first])}
    assert after["cat"] == before["cat"]
    assert after["later"] > max(before.values()), "ids are never used twice"
    assert store.vectors("e")[1].tolist() == [[2.0] * 4, [3.0] * 4]
    assert store.notes(first) == {}


def test_the_same_words_twice_are_two_passages(store: SqlKnowledge) -> None:
    document_id = store.keep(DOCUMENT, [CAT, CAT], vectors(cat=1))
    assert len({each.id for each in store.chunks([document_id])}) == 2
    assert len(store.embedded("e")) == 2
    store.keep(DOCUMENT, [CAT], None)
    assert len(store.chunks([document_id])) == 1


def test_a_vector_of_another_size_keeps_nothing_of_the_document(store: SqlKnowledge) -> None:
    store.keep(DOCUMENT, [CAT], vectors(cat=1))
    other = NewDocument("", "/other.md", "/", "md", "t", "h", "c", "text")
    wrong = Vectors("e", {"closes": np.ones(5, dtype=np.float32)})
    revision = store.revision()
    with pytest.raises(VectorsUnusable, match="found 4, 5"):
        store.keep(other, [CLOSES], wrong)
    with pytest.raises(VectorsUnusable, match="found 4, 5"):
        store.keep_vectors(wrong)
    assert len(store.documents()) == 1
    assert store.revision() == revision


def test_vectors_of_different_sizes_can_not_even_be_handed_over() -> None:
    with pytest.raises(VectorsUnusable, match="found 3, 4"):
        Vectors("e", {"a": np.ones(3, dtype=np.float32), "b": np.ones(4, dtype=np.float32)})


def test_every_change_is_seen_by_its_revision(store: SqlKnowledge) -> None:
    seen = [store.revision()]
    document_id = store.keep(DOCUMENT, [CAT], None)
    seen.append(store.revision())
    assert store.keep_vectors(vectors(cat=1)) == 1
    seen.append(store.revision())
    store.set_state(document_id, "gone")
    seen.append(store.revision())
    assert store.drop_vectors("another") == 1
    seen.append(store.revision())
    store.remove([document_id])
    seen.append(store.revision())
    assert seen == sorted(set(seen))
    assert (store.documents(), store.chunks([document_id]), store.text(document_id)) == ((), (), "")


def test_two_processes_that_add_the_same_folder_leave_each_document_once(store: SqlKnowledge) -> None:
    documents = [
        NewDocument("", f"/{number}.md", "/", "md", "t", "h", "c", "text") for number in range(6) for _ in range(3)
    ]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda each: store.keep(each, [CLOSES, CAT], vectors(cat=1, closes=2)), documents))
    kept = store.documents()
    assert [each.source for each in kept] == [f"/{number}.md" for number in range(6)]
    assert len(store.chunks([each.id for each in kept])) == 12
    assert store.revision() == 18
