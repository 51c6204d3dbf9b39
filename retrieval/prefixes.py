"""What encoders want before a text. A wrong prefix costs more than a smaller model."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from retrieval.embedding import Role

_RETRIEVE = "Given a message, retrieve messages that mean the same"


@dataclass(frozen=True)
class Prefixes:
    """Before a text that asks, and before a text that is found."""

    query: str = ""
    document: str = ""

    def of(self, role: Role) -> str:
        """Texts compared with each other take the query's prefix where both sides have one (e5), else none (bge)."""
        if role == "alike":
            return self.query if self.document else ""
        return self.query if role == "query" else self.document


NO_PREFIXES = Prefixes()

# From the models' own cards: first match wins.
_KNOWN: tuple[tuple[re.Pattern[str], Prefixes], ...] = tuple(
    (re.compile(pattern), prefixes)
    for pattern, prefixes in (
        (r"e5.*instruct", Prefixes(f"Instruct: {_RETRIEVE}\nQuery: ")),
        (r"(?:^|[/_-])e5(?:[/_-]|$)", Prefixes("query: ", "passage: ")),
        (r"bge-m3", Prefixes()),
        (r"bge-.*-en", Prefixes("Represent this sentence for searching relevant passages: ")),
        (r"bge-.*-zh", Prefixes("为这个句子生成表示以用于检索相关文章：")),
        (r"nomic-embed", Prefixes("search_query: ", "search_document: ")),
    )
)


def known_prefixes(model: str) -> Prefixes | None:
    """What a model is known to want, by its name; None for a family we don't know."""
    name = model.casefold()
    return next((prefixes for pattern, prefixes in _KNOWN if pattern.search(name)), None)


def chosen_prefixes(model: str, wanted: Prefixes, own: Prefixes = NO_PREFIXES) -> Prefixes:
    """The operator's where set, else the known ones, else `own`: what the model's files say."""
    known = known_prefixes(model) or own
    return Prefixes(wanted.query or known.query, wanted.document or known.document)


def mark_of(wanted: Prefixes) -> str:
    """What prefixes set by hand add to an embedder's id: with others, its vectors are of another space."""
    return "" if wanted == NO_PREFIXES else f"-{hashlib.sha256(repr(wanted).encode()).hexdigest()[:8]}"
