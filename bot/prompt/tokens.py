"""Token counters in the order of trust: the server, the model's tokenizer file, tiktoken, bytes.

Counts are asked for in one batch before a prompt is assembled, so that a remote counter costs one round and assembly
stays pure. A counter that doesn't know the served model's tokenizer is an estimate and says so; `factor` (learnt from
what servers reported) moves it to the safe side.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import httpx
    import tiktoken
    from tokenizers import Tokenizer

TIKTOKEN_URL = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
TIKTOKEN_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
# o200k counted 11-19 % fewer tokens of Korean chat than an open model's own tokenizer, 37 % fewer of emoji.
TIKTOKEN_FACTOR = 1.25
_MOST_KNOWN = 10_000


class TokenCounter(Protocol):
    """Counts tokens of texts."""

    @property
    def id(self) -> str:
        """Names method and vocabulary; goes into the turn record."""
        ...

    @property
    def exact(self) -> bool:
        """Whether these are the served model's own tokens."""
        ...

    async def count(self, texts: Sequence[str]) -> tuple[int, ...]:
        """Tokens of each text, without any chat template."""
        ...


class ByteCounter:
    """UTF-8 bytes times `factor`. With factor 1 it can't undercount a byte-level tokenizer."""

    exact = False

    def __init__(self, factor: float = 1.0) -> None:
        self.factor = factor

    @property
    def id(self) -> str:
        return "bytes" if self.factor == 1 else f"bytes*{self.factor:.3f}"

    async def count(self, texts: Sequence[str]) -> tuple[int, ...]:
        return tuple(math.ceil(len(text.encode()) * self.factor) for text in texts)


class GuessCounter:
    """Half the UTF-8 bytes, and three tokens for each character beyond the BMP (emoji): where nothing can be measured.

    It held for Korean and English; it is no bound.
    """

    exact = False
    id = "guess-bytes/2"  # not "bytes…": calibration scales counts of one kind alone

    async def count(self, texts: Sequence[str]) -> tuple[int, ...]:
        return tuple(_guess(text) for text in texts)


def _guess(text: str) -> int:
    beyond = sum(ord(character) > 0xFFFF for character in text)
    return math.ceil((len(text.encode()) - 4 * beyond) / 2) + 3 * beyond


class TokenizerFileCounter:
    """The model's own `tokenizer.json`."""

    exact = True

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer

        self.id = f"tokenizer:{path.name}:{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(path))

    async def count(self, texts: Sequence[str]) -> tuple[int, ...]:
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return tuple(len(each.ids) for each in encoded)


class TiktokenCounter:
    """OpenAI's o200k vocabulary times `factor`; only when its file is already on this machine."""

    exact = False

    def __init__(self, factor: float = TIKTOKEN_FACTOR) -> None:
        import tiktoken

        self.factor = factor
        self.id = f"tiktoken-o200k*{factor:.3f}"
        self._encoding: tiktoken.Encoding = tiktoken.get_encoding("o200k_base")

    async def count(self, texts: Sequence[str]) -> tuple[int, ...]:
        encoded = self._encoding.encode_ordinary_batch(list(texts), num_threads=1)
        return tuple(math.ceil(len(tokens) * self.factor) for tokens in encoded)


def tiktoken_file() -> Path | None:
    """Where tiktoken would read its vocabulary without asking the network, if it is there and whole.

    As in tiktoken.load: an empty variable switches its cache off, a file with another hash is fetched again.
    """
    usual = str(Path(tempfile.gettempdir()) / "data-gym-cache")
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR", usual))
    file = Path(folder) / hashlib.sha1(TIKTOKEN_URL.encode(), usedforsecurity=False).hexdigest()
    whole = folder and file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == TIKTOKEN_SHA256
    return file if whole else None


class ServerCounter:
    """A server's tokenize endpoint (vLLM, llama.cpp).

    Falls back when it stops answering.
    """

    def __init__(self, client: httpx.AsyncClient, url: str, model: str, fallback: TokenCounter) -> None:
        self._client, self._url, self._model, self._fallback = client, url, model, fallback
        self._known: dict[str, int] = {}
        self.failed = False

    @property
    def id(self) -> str:
        return self._fallback.id if self.failed else f"server:{self._model}"

    @property
    def exact(self) -> bool:
        return not self.failed

    async def count(self, texts: Sequence[str]) -> tuple[int, ...]:
        if not self.failed:
            await self._learn(texts)
        if self.failed:
            return await self._fallback.count(texts)
        return tuple(self._known[text] for text in texts)

    async def _learn(self, texts: Sequence[str]) -> None:
        import httpx

        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        asked = [text for text in texts if text not in self._known]
        try:
            counts = [ask_server(self._client, self._url, self._model, text) for text in asked]
            self._known.update(zip(asked, await asyncio.gather(*counts), strict=True))
        except (httpx.HTTPError, ValueError, LookupError, TypeError):
            self.failed = True


async def ask_server(client: httpx.AsyncClient, url: str, model: str, text: str) -> int:
    """One question to a tokenize endpoint.

    Raises httpx.HTTPError, ValueError, LookupError or TypeError when it isn't one.
    """
    # vLLM reads `prompt` and answers `count`; llama-cpp-python `input`, `count`; llama.cpp `content`, `tokens`.
    body = {"model": model, "prompt": text, "input": text, "content": text, "add_special_tokens": False}
    answer = await client.post(url, json=body)
    answer.raise_for_status()
    counted = answer.json()
    return int(counted["count"]) if "count" in counted else len(counted["tokens"])


class RecordedCounter:
    """The counts a turn was made with; unknown texts are counted by the fallback, under the recorded name."""

    def __init__(self, id: str, *, exact: bool, counts: dict[str, int], fallback: TokenCounter) -> None:
        self.id, self.exact, self._counts, self._fallback = id, exact, counts, fallback

    async def count(self, texts: Sequence[str]) -> tuple[int, ...]:
        missing = [text for text in texts if text_key(text) not in self._counts]
        counted = dict(zip(missing, await self._fallback.count(missing), strict=True)) if missing else {}
        return tuple(counted.get(text, self._counts.get(text_key(text), 0)) for text in texts)


def text_key(text: str) -> str:
    """A short name for a text in a record."""
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
