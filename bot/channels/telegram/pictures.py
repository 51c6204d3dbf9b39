"""Fetches photos for a model that can see. They are shown to it and not kept."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.llm.model import Picture

if TYPE_CHECKING:
    from aiogram import Bot

log = logging.getLogger(__name__)
LARGEST_BYTES, _PATIENCE_S = 10_000_000, 10
_SHAPES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


class TelegramPictures:
    """`bot.turn.calling.PictureSource` for the bots of this process; a reference is `bot row id:file id`."""

    def __init__(self, bots: Mapping[int, Bot]) -> None:
        self._bots = bots

    async def __call__(self, references: Sequence[str]) -> Mapping[str, Picture]:
        """Those that could be fetched; of the others the model knows only that they were sent."""
        found = await asyncio.gather(*(self._fetch(reference) for reference in references))
        return {reference: picture for reference, picture in zip(references, found, strict=True) if picture is not None}

    async def _fetch(self, reference: str) -> Picture | None:
        row_id, _, file_id = reference.partition(":")
        bot = self._bots.get(int(row_id))
        if bot is None:
            return None
        try:
            file = await bot.get_file(file_id, request_timeout=_PATIENCE_S)
            if file.file_path is None or (file.file_size or 0) > LARGEST_BYTES:
                return None
            content = io.BytesIO()
            await bot.download_file(file.file_path, content, timeout=_PATIENCE_S)
        except Exception as error:  # a turn without the picture is better than none
            log.warning("a photo could not be fetched: %s", type(error).__name__)
            return None
        return picture_of(content.getvalue())


def picture_of(content: bytes) -> Picture | None:
    """The picture, its type read from its first bytes; None for anything but JPEG, PNG and WebP of moderate size."""
    if len(content) > LARGEST_BYTES:
        return None
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Picture("image/webp", content)
    return next((Picture(media_type, content) for mark, media_type in _SHAPES if content.startswith(mark)), None)
