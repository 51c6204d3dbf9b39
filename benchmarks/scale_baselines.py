"""What `benchmarks.scale` compares with, over the same vectors and with the same embedding of the question."""

from __future__ import annotations

import tempfile
import time

import numpy as np
from sqlalchemy import text
from sqlmodel import Session

from benchmarks.scale_row import Row, Timings, since, spread
from retrieval.embedding import Matrix

BEST = 200


def dense_only(row: Row, questions: int) -> dict[str, float]:
    """The bare product over one person's vectors."""
    rows = row.database.read_now(lambda session: _vectors(session, row.people[0].person_id))
    took = Timings()
    for _ in range(questions):
        words, begin = row.question(row.people[0]), time.perf_counter()
        scores = rows @ row.meaning.embedder.embed([words], "query")[0]
        most = min(BEST, len(scores)) - 1
        best = np.argpartition(-scores, most)[: most + 1]
        best[np.argsort(-scores[best])].tolist()
        took.append(since(begin))
    return spread("recall_ms", took)


def in_chroma(row: Row, questions: int) -> dict[str, float]:
    """One collection of everybody's vectors, in process, filtered by person."""
    import chromadb

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        collection = chromadb.PersistentClient(folder).create_collection("talk", metadata={"hnsw:space": "ip"})
        begin, number = time.perf_counter(), 0
        for person in row.people:
            rows = row.database.read_now(lambda session, of=person: _vectors(session, of.person_id))  # type: ignore[misc]
            for start in range(0, len(rows), 1_000):
                some = rows[start : start + 1_000]
                ids = [str(number + each) for each in range(len(some))]
                collection.add(ids, embeddings=list(some), metadatas=[{"person": person.person_id}] * len(some))
                number += len(some)
        filled, took = since(begin), Timings()
        for _ in range(questions):
            words, begin = row.question(person := row.anybody()), time.perf_counter()
            vector = row.meaning.embedder.embed([words], "query")
            collection.query(list(vector), n_results=BEST, where={"person": person.person_id})
            took.append(since(begin))
    return {**spread("recall_ms", took), "add_ms": round(filled / number, 3)}


def _vectors(session: Session, person_id: int) -> Matrix:
    query = text("SELECT data FROM message_vectors WHERE person_id = :of ORDER BY message_id")
    rows = session.execute(query, {"of": person_id}).scalars()  # type: ignore[call-overload]
    return np.stack([np.frombuffer(data, dtype="<f4") for data in rows])
