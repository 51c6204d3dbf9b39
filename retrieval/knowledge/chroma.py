"""Chroma as an index over the vectors in SQL: in this process, or a server. Whatever is wrong with it is made anew.

The in-process client takes no lock of its own, so it is opened only by whoever holds ours; others search the vectors in
SQL exactly. A collection holds one embedder's vectors of one persona's documents under their passages' ids, which are
never used twice: the same set of ids is the same content, whatever killed a process in the middle of a write.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from policies.errors import MalbeotError
from retrieval.embedding import Matrix
from retrieval.knowledge.dense import ExactIndex
from retrieval.knowledge.store import KeptChunk

_BATCH, _PREFIX, _REST_S = 1_000, "knowledge", 60.0
Scores = NDArray[np.float64]


class ChromaUnusable(MalbeotError):
    """The Chroma index can't be used now; vectors in SQL are searched instead."""


class Client(Protocol):
    """What is used of a Chroma client."""

    def get_or_create_collection(self, name: str, **options: Any) -> Any: ...
    def delete_collection(self, name: str) -> None: ...
    def list_collections(self) -> Sequence[Any]: ...


@dataclass(frozen=True)
class ChromaIndex:
    """A collection as the dense index of passages. `places`: of passage ids."""

    collection: Any
    places: dict[int, int]
    size: int

    def cosines(self, question: Matrix, beside: NDArray[np.int64], most: int) -> Scores:
        """Of the nearest by the collection's graph, and of those at `beside` exactly. Raises ChromaUnusable."""
        found = np.full(self.size, np.nan)
        if not self.places:
            return found
        near = _asked(
            lambda: self.collection.query(
                query_embeddings=[question.tolist()], n_results=min(most, len(self.places)), include=["distances"]
            )
        )
        for chunk_id, distance in zip(near["ids"][0], near["distances"][0], strict=True):
            if (place := self.places.get(int(chunk_id))) is not None:
                found[place] = 1 - distance
        ids = {place: chunk_id for chunk_id, place in self.places.items()}
        wanted = [str(ids[place]) for place in beside.tolist() if np.isnan(found[place]) and place in ids]
        if wanted:
            held = _asked(lambda: self.collection.get(ids=wanted, include=["embeddings"]))
            for chunk_id, row in zip(held["ids"], held["embeddings"], strict=True):
                found[self.places[int(chunk_id)]] = float(np.dot(row, question))
        return found


class ChromaSource:
    """Makes collections from SQL and keeps them equal to it. `folder`: of the index in this process; `url`: a server.

    The lock is taken at the first use and held until `close`; while another process holds it, or after a failure, this
    rests for a minute.
    """

    def __init__(self, folder: Path, url: str = "", seconds: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._url, self._seconds = folder, url, seconds
        self._lock = FileLock(folder / "index.lock")
        self._mutex = threading.RLock()
        self._client: Client | None = None
        self._resting: tuple[float, str] | None = None

    def index(
        self, persona: str, embedder: str, chunks: Sequence[KeptChunk], exact: Callable[[], ExactIndex]
    ) -> ChromaIndex | ExactIndex:
        """The collection, brought up to date. Raises ChromaUnusable, VectorsUnusable."""
        with self._mutex:
            self._refuse_while_resting()
            try:
                return self._current(persona, embedder, chunks, exact)
            except ChromaUnusable as error:
                self._resting = (self._seconds() + _REST_S, error.message)
                raise

    @property
    def is_made(self) -> bool:
        """Whether there may be collections."""
        return bool(self._url) or (self._folder / "collections").exists()

    def keep_only(self, personas: Sequence[str], embedder: str) -> None:
        """Delete the collections of removed documents and of other embedders. Raises ChromaUnusable."""
        with self._mutex:
            client, wanted = self._opened(), {_name(persona, embedder) for persona in personas}
            for name in [str(each.name) for each in _asked(client.list_collections)]:
                if name.startswith(f"{_PREFIX}-") and name not in wanted:
                    _asked(lambda: client.delete_collection(name))  # noqa: B023

    def close(self) -> None:
        """Let go of the index, so that another process may hold it."""
        with self._mutex:
            if self._client is not None:
                _let_go(self._client)
            self._client = None
            self._lock.release()

    def _refuse_while_resting(self) -> None:
        if self._resting and self._seconds() < self._resting[0]:
            raise ChromaUnusable(self._resting[1])
        self._resting = None

    def _current(
        self, persona: str, embedder: str, chunks: Sequence[KeptChunk], exact: Callable[[], ExactIndex]
    ) -> ChromaIndex:
        loaded = exact()
        rows = loaded.by_place()
        wanted = {chunks[place].id: row for place, row in rows.items()}
        try:
            collection = self._synced(persona, embedder, wanted)
        except ChromaUnusable:
            if self._url or not self._lock.is_locked:
                raise
            self._make_anew()
            collection = self._synced(persona, embedder, wanted)
        places = {chunks[place].id: place for place in rows}
        return ChromaIndex(collection, places, len(chunks))

    def _synced(self, persona: str, embedder: str, wanted: dict[int, Matrix]) -> Any:
        """A collection with exactly these ids."""
        client, name = self._opened(), _name(persona, embedder)
        collection = _asked(lambda: client.get_or_create_collection(name, **_OPTIONS))
        held = {int(each) for each in _asked(lambda: collection.get(include=[]))["ids"]}
        surplus, missing = sorted(held - wanted.keys()), sorted(wanted.keys() - held)
        for at in range(0, len(surplus), _BATCH):
            ids = [str(each) for each in surplus[at : at + _BATCH]]
            _asked(lambda: collection.delete(ids=ids))  # noqa: B023
        for at in range(0, len(missing), _BATCH):
            batch = missing[at : at + _BATCH]
            rows = [wanted[each].tolist() for each in batch]
            _asked(lambda: collection.upsert(ids=[str(each) for each in batch], embeddings=rows))  # noqa: B023
        return collection

    def _opened(self) -> Client:
        if self._client is None:
            self._client = _server(self._url) if self._url else self._in_process()
        return self._client

    def _in_process(self) -> Client:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            raise ChromaUnusable("another process holds the index; vectors in SQL are searched") from None
        except OSError as error:
            raise ChromaUnusable(f"{self._folder} can't be written: {error.strerror}") from None
        client: Client = _asked(lambda: _persistent(self._folder / "collections"))
        return client

    def _make_anew(self) -> None:
        """Damaged beyond opening: the truth is in SQL."""
        if self._client is not None:
            _let_go(self._client)
        _forget_engines()
        self._client = None
        shutil.rmtree(self._folder / "collections", ignore_errors=True)


_OPTIONS: dict[str, Any] = {"embedding_function": None, "configuration": {"hnsw": {"space": "cosine"}}}


def _name(persona: str, embedder: str) -> str:
    mark = hashlib.blake2b(f"{persona}\x1f{embedder}".encode(), digest_size=8).hexdigest()
    return f"{_PREFIX}-{mark}"


def _persistent(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    client: Client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))  # type: ignore[assignment]
    return client


def _server(url: str) -> Client:
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    settings = Settings(anonymized_telemetry=False)
    client: Client = _asked(lambda: chromadb.HttpClient(str(parts.hostname), port, secure, settings=settings))
    return client


def _let_go(client: Any) -> None:
    """Chroma keeps one engine a folder and process until it is told, and a server's connections beyond that."""
    from contextlib import suppress

    with suppress(Exception):
        client.close()
    with suppress(Exception):
        client._server._session.close()


def _forget_engines() -> None:
    """An engine that failed while it was opened stays in Chroma's list, and would be handed out again."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()


def _asked(call: Callable[[], Any]) -> Any:
    """Chroma raises its own errors, its server's, sqlite's and Rust's: all mean that the index can't be used."""
    try:
        return call()
    except ChromaUnusable:
        raise
    except Exception as error:
        raise ChromaUnusable(f"Chroma: {type(error).__name__}", fix="it is made anew from SQL") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's, on a damaged index
            raise
        raise ChromaUnusable("Chroma: its index is damaged", fix="it is made anew from SQL") from None
