"""Summaries of the talk: sessions cut by pauses, extractive or by a model, older ones merged. Pure."""

from __future__ import annotations

from memory.summaries.extractive import extracted
from memory.summaries.lines import Line, Made
from memory.summaries.rolling import Chunk, merged, shown, to_merge
from memory.summaries.sessions import PAUSE_MS, finished

__all__ = ["PAUSE_MS", "Chunk", "Line", "Made", "extracted", "finished", "merged", "shown", "to_merge"]
