"""Files that went through the emulator, by id, per bot, and the links getFile gives out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.testing.telegram.refused import bad

LARGEST_DOWNLOAD = 20 * 1024 * 1024
LINK_MS = 60 * 60 * 1000
_CHUNK = 64 * 1024
_ENDINGS = {"photo": ".jpg", "sticker": ".webp", "voice": ".oga", "video": ".mp4", "document": ".bin"}
_MIME_TYPES = {"photo": "image/jpeg", "sticker": "image/webp", "voice": "audio/ogg", "video": "video/mp4"}


@dataclass(frozen=True)
class StoredFile:
    """One file of one bot. `content` None: `size` zero bytes, made when they are asked for."""

    bot: int
    kind: str
    file_id: str
    unique_id: str
    path: str
    size: int
    mime_type: str
    content: bytes | None

    def chunks(self) -> Iterator[bytes]:
        """The bytes, in pieces."""
        for start in range(0, self.size, _CHUNK):
            end = min(start + _CHUNK, self.size)
            yield bytes(end - start) if self.content is None else self.content[start:end]

    def described(self) -> dict[str, str | int]:
        """What every Telegram object of a file starts with."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """Kept in memory while the emulator runs."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._links: dict[tuple[int, str], int] = {}

    def keep(self, bot: int, kind: str, content: bytes | int, name: str = "", mime_type: str = "") -> StoredFile:
        """Store bytes, or a file of so many zero bytes; gives it an id that only this bot may use."""
        number = len(self._files) + 1
        size = content if isinstance(content, int) else len(content)
        data = None if isinstance(content, int) else content
        unique = hashlib.sha256(data if data is not None else str(size).encode()).hexdigest()[:16]
        path = f"{kind}s/file_{number}{PurePosixPath(name).suffix[:12] or _ENDINGS.get(kind, '')}"
        mime = mime_type or _MIME_TYPES.get(kind, "application/octet-stream")
        file = StoredFile(bot, kind, f"{kind}-{bot}-{number}-{unique}", f"u{unique}", path, size, mime, data)
        self._files[file.file_id] = file
        return file

    def get(self, file_id: str) -> StoredFile | None:
        """The file, whosever it is."""
        return self._files.get(file_id)

    def of_bot(self, bot: int, file_id: str) -> StoredFile:
        """The file this bot means.

        Raises:
            Refused: no file of this bot has that id.
        """
        file = self._files.get(file_id)
        if file is None or file.bot != bot:
            raise bad("wrong file_id or the file is temporarily unavailable")
        return file

    def link(self, file: StoredFile, now: int) -> str:
        """A path to download from for the next hour.

        Raises:
            Refused: above 20 MB bots can't download.
        """
        if file.size > LARGEST_DOWNLOAD:
            raise bad("file is too big")
        self._links[file.bot, file.path] = now + LINK_MS
        return file.path

    def linked(self, bot: int, path: str, now: int) -> StoredFile | None:
        """The file behind a link, unless it was never given out or is too old."""
        if self._links.get((bot, path), 0) < now:
            return None
        return next(file for file in self._files.values() if (file.bot, file.path) == (bot, path))
