"""The English embedder: all-MiniLM-L6-v2 as int8 ONNX, through onnxruntime and tokenizers alone. No torch, no network.

The files ship in `retrieval/models` (how they are made: `retrieval.models.make_minilm`) and are checked by hash before
they are opened. It knows English only: ask `knows` before you believe a score.
"""

from __future__ import annotations

import hashlib
import json
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policies.language.detect import detect
from retrieval.embedding import EmbedderUnusable, Matrix, Role

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MODELS = Path(__file__).parent / "models"
DIMENSIONS = 384
_REINSTALL = "restore it with `git checkout -- retrieval/models` or install malbeot again."
# Characters. 256 word pieces end before this unless the text is mostly blanks or unknown.
_LONGEST_TEXT = 32_768
# Phones curl quotes; "don’t" is .98 from "don't", ten times what int8 costs.
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")
# A batch beyond this many word pieces is no faster on one thread and takes more memory.
_PIECES_A_BATCH = 512


@dataclass(frozen=True)
class ModelFiles:
    """A sentence encoder on disk: graph and tokenizer, each with the sha256 it must have (64 hex digits)."""

    model: Path
    model_sha256: str
    tokenizer: Path
    tokenizer_sha256: str
    precision: str = "int8"

    @classmethod
    def shipped(cls, folder: Path = MODELS) -> ModelFiles:
        """What the manifest in `folder` names. Raises EmbedderUnusable when it is missing or can't be read."""
        manifest = folder / "all-MiniLM-L6-v2.json"
        try:
            model, tokenizer = (
                json.loads(manifest.read_text("utf-8"))["files"][kind] for kind in ("model", "tokenizer")
            )
            return cls(folder / model["name"], model["sha256"], folder / tokenizer["name"], tokenizer["sha256"])
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise EmbedderUnusable(f"{manifest} can't be read: {error!r}.", fix=_REINSTALL) from error

    def check(self) -> None:
        """Raises EmbedderUnusable when a file is missing or isn't the one that was published."""
        for file, expected in ((self.model, self.model_sha256), (self.tokenizer, self.tokenizer_sha256)):
            found = sha256(file)
            if found != expected:
                raise EmbedderUnusable(f"{file} is damaged: sha256 {found}, expected {expected}.", fix=_REINSTALL)


def sha256(file: Path) -> str:
    """A file's sha256, 64 hex digits. Raises EmbedderUnusable when it can't be read."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise EmbedderUnusable(f"{file} can't be read: {error.strerror}.", fix=_REINSTALL) from error


@dataclass(frozen=True)
class _Encoder:
    """The opened files: an onnxruntime session (safe to share between threads) and the tokenizer."""

    session: Any
    tokenizer: Tokenizer
    unknown: int
    silent: frozenset[int]


class MiniLmEmbedder:
    """Sentence vectors of 384 dimensions (Reimers & Gurevych 2019). Files are opened at the first text, once."""

    dimensions = DIMENSIONS

    def __init__(self, files: ModelFiles | None = None, *, threads: int = 1) -> None:
        self.files = files or ModelFiles.shipped()
        self.threads = threads
        self._lock = threading.Lock()
        self._encoder: _Encoder | None = None

    @property
    def id(self) -> str:
        return f"minilm-{self.files.precision}-{self.files.model_sha256[:8]}"

    def load(self) -> None:
        """Check and open the files now. Raises EmbedderUnusable."""
        self._opened()

    def embed(self, texts: Sequence[str], role: Role = "document") -> Matrix:
        """Shape (len(texts), 384), unit rows; a text without a known word piece has a zero row.

        The first 256 word pieces of a text count. Raises EmbedderUnusable.
        """
        encoder = self._opened()
        pieces = [_pieces(encoder, text) for text in texts]
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        spoken = [i for i, ids in enumerate(pieces) if not encoder.silent.issuperset(ids)]
        for batch in _batches(sorted(spoken, key=lambda i: len(pieces[i])), pieces):
            rows[batch] = _run(encoder, [pieces[i] for i in batch])
        return rows

    def knows(self, text: str) -> bool:
        """Whether a score of this text means anything: English, in Latin letters, every word piece known.

        Emoji and links don't count. Other languages in Latin letters pass as English (`policies.language.detect`).
        """
        if not self.may_know(text):
            return False
        encoder = self._opened()
        return encoder.unknown not in _pieces(encoder, text[:_LONGEST_TEXT])

    def may_know(self, text: str) -> bool:
        """What can be told without opening the files: False means it surely doesn't."""
        read = text[:_LONGEST_TEXT]
        return detect(read).code == "en" and all(map(_latin, read))

    def _opened(self) -> _Encoder:
        with self._lock:
            if self._encoder is None:
                self.files.check()
                self._encoder = _open(self.files, self.threads)
            return self._encoder


def _open(files: ModelFiles, threads: int) -> _Encoder:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(files.tokenizer))
    pieces = tokenizer.get_vocab()
    silent = frozenset(pieces[name] for name in ("[CLS]", "[SEP]", "[PAD]", "[UNK]"))
    return _Encoder(_session(files.model, threads), tokenizer, pieces["[UNK]"], silent)


def _session(model: Path, threads: int) -> Any:
    """An onnxruntime session that keeps no memory between calls and spins no idle threads."""
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _pieces(encoder: _Encoder, text: str) -> list[int]:
    """A text's word pieces between [CLS] and [SEP], at most 256 in all (the tokenizer file says so)."""
    ids: list[int] = encoder.tokenizer.encode(_readable(encoder, text[:_LONGEST_TEXT])).ids
    return ids


def _readable(encoder: _Encoder, text: str) -> str:
    """Straight quotes, and blanks for signs without a word piece: "you❤" would turn into one unknown word."""
    if text.isascii():
        return text
    return "".join(ch if _kept(encoder, ch) else " " for ch in text.translate(_STRAIGHT))


def _kept(encoder: _Encoder, ch: str) -> bool:
    category = unicodedata.category(ch)
    if category == "Cs":
        return False
    sign = category[0] in "PS" or category == "Me"
    return ch.isascii() or not sign or encoder.tokenizer.token_to_id(ch) is not None


def _latin(ch: str) -> bool:
    """False for a letter of another script; whatever is no letter passes."""
    return ch.isascii() or not ch.isalpha() or unicodedata.name(ch, "").startswith(("LATIN", "FEMININE", "MASCULINE"))


def _batches(order: Sequence[int], pieces: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Runs of `order` (shortest text first) whose padded size stays within the budget; a run has at least one."""
    batch: list[int] = []
    for i in order:
        if batch and (len(batch) + 1) * len(pieces[i]) > _PIECES_A_BATCH:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _run(encoder: _Encoder, pieces: Sequence[Sequence[int]]) -> Matrix:
    ids = np.zeros((len(pieces), max(map(len, pieces))), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, seen, own in zip(ids, mask, pieces, strict=True):
        row[: len(own)], seen[: len(own)] = own, 1
    vectors: Matrix = encoder.session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
    return vectors
