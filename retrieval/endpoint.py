"""Any OpenAI-compatible embeddings endpoint as an embedder (`POST {base_url}/embeddings`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from retrieval.embedding import EmbedderUnusable, Matrix, Role
from retrieval.ngrams import normalised
from retrieval.prefixes import NO_PREFIXES, Prefixes, chosen_prefixes, mark_of

if TYPE_CHECKING:
    import httpx

_CONNECT_S = 3


@dataclass(frozen=True)
class EndpointEmbedder:
    """`timeout_s` holds for each request of at most `batch` texts. One model on one host is one space."""

    base_url: str
    model: str
    api_key: str | None = None
    wanted: Prefixes = NO_PREFIXES
    batch: int = 64
    timeout_s: float = 5

    @property
    def id(self) -> str:
        """Model and host, and a mark of prefixes set by hand; never the key."""
        return f"endpoint-{self.model or 'only'}@{self._host}{mark_of(self.wanted)}"

    @property
    def _host(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)

    def embed(self, texts: Sequence[str], role: Role = "document") -> Matrix:
        """Unit rows. Raises EmbedderUnusable when the server doesn't answer, or not with vectors."""
        prefix = chosen_prefixes(self.model, self.wanted).of(role)
        starts = range(0, len(texts), self.batch)
        batches = [self._request([prefix + text for text in texts[at : at + self.batch]]) for at in starts]
        if len({rows.shape[1] for rows in batches}) > 1:
            raise self._unusable("vectors of different lengths")
        return normalised(np.concatenate(batches)) if batches else np.zeros((0, 1), dtype=np.float32)

    def _request(self, texts: Sequence[str]) -> Matrix:
        import httpx

        try:
            answer = self._client.post("embeddings", json={"model": self.model, "input": list(texts)})
            answer.raise_for_status()
            return self._rows(answer.json(), len(texts))
        except httpx.HTTPStatusError as error:
            raise self._unusable(f"status {error.response.status_code}") from None
        except httpx.HTTPError as error:
            raise self._unusable(type(error).__name__) from None
        except (ValueError, TypeError, KeyError, AttributeError):
            raise self._unusable("an answer that is no list of embeddings") from None

    def _rows(self, answer: Any, wanted: int) -> Matrix:
        """Raises ValueError, TypeError or KeyError for anything but one finite vector a text."""
        data = sorted(answer["data"], key=lambda each: int(each["index"]))
        rows: Matrix = np.array([each["embedding"] for each in data], dtype=np.float32)
        if rows.ndim != 2 or rows.shape[0] != wanted or not rows.shape[1] or not np.isfinite(rows).all():
            raise ValueError("not one vector a text")
        return rows

    @cached_property
    def _client(self) -> httpx.Client:
        import httpx

        headers = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        timeout = httpx.Timeout(self.timeout_s, connect=min(_CONNECT_S, self.timeout_s))
        return httpx.Client(base_url=f"{self.base_url.rstrip('/')}/", headers=headers, timeout=timeout)

    def _unusable(self, problem: str) -> EmbedderUnusable:
        return EmbedderUnusable(f"embeddings server {self._host}: {problem}", fix="start it, or correct [embeddings]")
