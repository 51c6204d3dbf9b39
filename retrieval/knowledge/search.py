"""Hybrid search over a persona's documents: words and vectors fused, reranked where asked, silent below a floor."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from policies.errors import MalbeotError
from policies.language.detect import detect
from retrieval.knowledge.corpus import NO_VERSION, Corpora, Corpus, DenseSource, ExactSource
from retrieval.knowledge.dense import Encoder, nearest
from retrieval.knowledge.evidence import KoreanEvidence, of_meaning, of_words
from retrieval.knowledge.fusion import best, fused, min_max
from retrieval.knowledge.passage import Passage, passage
from retrieval.knowledge.rerank import Reranker, RerankerUnusable
from retrieval.knowledge.store import KnowledgeStore

Scores = NDArray[np.float64]
Places = NDArray[np.int64]
CANDIDATES, CHECKED, RERANKED = 50, 8, 20
FLOOR = 0.4
_REST_S = 30  # an encoder that failed is left alone so long: a dead server must not slow every turn
_LONGEST_QUESTION = 2_000  # characters: a pasted essay is no question; its beginning says what it is about


@dataclass(frozen=True)
class _Question:
    text: str
    korean: bool


@dataclass(frozen=True)
class _Found:
    """Candidates, best first. `signs`: what speaks for each, 0 to 1, by name; `remarks`: what did not work."""

    places: Places
    rank: Scores
    shared: Scores
    cosines: Scores | None
    remarks: tuple[str, ...] = ()
    signs: Mapping[str, Scores] = field(default_factory=dict)

    def only(self, chosen: Places) -> _Found:
        """Some of them, in the order given."""
        cosines = self.cosines[chosen] if self.cosines is not None else None
        return replace(
            self, places=self.places[chosen], rank=self.rank[chosen], shared=self.shared[chosen], cosines=cosines,
            signs={name: sign[chosen] for name, sign in self.signs.items()},
        )  # fmt: skip

    def first(self, most: int) -> _Found:
        """The best ones."""
        return self.only(np.arange(min(most, len(self.places))))

    @property
    def evidence(self) -> Scores:
        """The best sign: a paraphrase shares no words, a name has no meaning."""
        return reduce(np.maximum, self.signs.values())


class Knowledge:
    """Search for turns: safe to call from several threads, up to date with what other processes add or remove.

    Nothing is loaded and nothing imported while there are no documents.
    """

    def __init__(
        self,
        store: KnowledgeStore,
        encoder: Encoder | None,
        source: DenseSource | None = None,
        reranker: Reranker | None = None,
        floor: float = FLOOR,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._corpora = Corpora(store, encoder, source or ExactSource())
        self._encoder, self._reranker, self._floor = encoder, reranker, floor
        self._korean = KoreanEvidence()
        self._seconds = seconds
        self._resting: tuple[float, str] | None = None

    def search(self, persona: str, text: str, language: str = "", most: int = 4) -> tuple[Passage, ...]:
        """The passages that answer or concern `text`, best first; () below the floor.

        `language`: of the text ("ko", "en"), "" when unknown. Raises StorageError.
        """
        corpus = self._corpora.of(persona)
        if corpus is None or not corpus.chunks or most < 1:
            return ()
        asked = text[:_LONGEST_QUESTION]
        question = _Question(asked, (language or detect(asked).code) == "ko")
        looked_at = max(most, RERANKED if self._reranker else CHECKED)
        checked = self._checked(corpus, question, self._candidates(corpus, question).first(looked_at))
        ordered = self._reranked(corpus, question, checked)
        return tuple(self._passage(corpus, ordered, at) for at in range(min(most, len(ordered.places))))

    def version(self, persona: str) -> str:
        """A hash over the documents a persona may draw on, for the record; "" without any."""
        corpus = self._corpora.of(persona)
        return corpus.version if corpus else NO_VERSION

    def problem(self, persona: str) -> str:
        """Why the dense leg is not as configured, "" when all is well."""
        corpus = self._corpora.of(persona)
        return corpus.problem if corpus else ""

    def _candidates(self, corpus: Corpus, question: _Question) -> _Found:
        """Both legs fused, best first."""
        bm25, shared = corpus.lexical.scores(question.text)
        places = best(bm25, CANDIDATES)
        cosines, remark = self._cosines(corpus, question.text, places)
        remarks = tuple(filter(None, (corpus.problem, remark)))
        if cosines is None or self._encoder is None:
            return _Found(places, min_max(bm25[places]), shared[places], None, remarks)
        places = np.union1d(places, nearest(cosines, CANDIDATES)).astype(np.int64)
        near = np.nan_to_num(cosines[places], nan=0.0)
        found = _Found(places, fused(bm25[places], near, self._encoder.weight), shared[places], near, remarks)
        return found.only(np.argsort(-found.rank, kind="stable"))

    def _cosines(self, corpus: Corpus, text: str, places: Places) -> tuple[Scores | None, str]:
        """The dense leg's view, or None and why it has none."""
        if corpus.dense is None or self._encoder is None:
            return None, ""
        embedder = self._encoder.embedder
        if self._resting and self._seconds() < self._resting[0]:
            return None, self._resting[1]
        try:
            if not self._encoder.asks(text):
                return None, ""
            asked = embedder.embed([text], "query")[0]
            if not asked.any():
                return None, f"{embedder.id} knows none of the words"
            return corpus.dense.cosines(asked, places, CANDIDATES), ""
        except MalbeotError as error:
            self._resting = (self._seconds() + _REST_S, error.message)
            return None, error.message

    def _checked(self, corpus: Corpus, question: _Question, found: _Found) -> _Found:
        """Those with evidence enough; Korean ones also ordered by it."""
        signs: dict[str, Scores] = {}
        if found.cosines is not None and self._encoder is not None:
            name, scale = self._encoder.embedder.id, self._encoder.scale
            signs[name] = of_meaning(found.cosines, found.shared, scale, corpus.fitted, len(corpus.chunks))
        if question.korean:
            chunks = [corpus.chunks[place] for place in found.places]
            near = self._korean.of(
                question.text, [("".join(each.heading[-1:]), each.text) for each in chunks], len(corpus.chunks)
            )
            signs["n-grams"] = near
            found = replace(found, rank=fused(found.rank, near, 0.5))
        if not signs:
            signs["words"] = of_words(found.shared)
        found = replace(found, signs=signs)
        kept = np.flatnonzero(found.evidence >= self._floor)
        return found.only(kept[np.argsort(-found.rank[kept], kind="stable")])

    def _reranked(self, corpus: Corpus, question: _Question, found: _Found) -> _Found:
        """By the cross-encoder, where there is one that works."""
        if self._reranker is None or len(found.places) < 2:
            return found
        try:
            scores = self._reranker.scores(question.text, [corpus.text(place) for place in found.places])
        except RerankerUnusable as error:
            return replace(found, remarks=(*found.remarks, error.message))
        order = np.argsort([-score for score in scores], kind="stable")
        return replace(found.only(order), remarks=(*found.remarks, f"reranked by {self._reranker.id}"))

    def _passage(self, corpus: Corpus, found: _Found, at: int) -> Passage:
        chunk = corpus.chunks[found.places[at]]
        signs = [f"{name} {sign[at]:.2f}" for name, sign in found.signs.items()]
        reason = "; ".join((*signs, f"shared words {found.shared[at]:.2f}", *found.remarks))
        return passage(corpus.documents[chunk.document_id], chunk, float(found.evidence[at]), reason)
