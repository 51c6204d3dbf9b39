"""What of the settings each part depends on, as values of its own."""

from __future__ import annotations

from pathlib import Path

from tzlocal import get_localzone_name

from bot.config import Settings, home
from bot.feedback.timing.learned_file import read_learned
from bot.turn.settings import Hotline, KnowledgeChoices, MemoryChoices, MemoryWork, TurnSettings
from policies.timing.rules import TimingChoices
from retrieval.knowledge.assembled import Choices
from retrieval.knowledge.chunking import Cut


def library_choices(settings: Settings) -> Choices:
    """How documents are cut, found and indexed."""
    chosen = settings.knowledge
    return Choices(
        cut=Cut(chosen.passage_characters, chosen.overlap_characters),
        floor=chosen.floor,
        reranker=chosen.reranker,
        folder=home() / "knowledge" if chosen.index == "chroma" else None,
        chroma_url=chosen.chroma_url or "",
    )


def turn_settings(settings: Settings, *, fast: bool = False, sees: bool = False) -> TurnSettings:
    """The part of the settings a turn depends on."""
    timing, lines = settings.timing, settings.safety.hotlines
    return TurnSettings(
        language=settings.chat.language,
        time_zone=settings.chat.time_zone or get_localzone_name(),
        timing=TimingChoices(
            preset=timing.preset,
            mode=timing.mode,
            floor=timing.floor,
            fast=fast or timing.fast,
            finished_wait_ms=timing.finished_wait_ms,
            unfinished_wait_ms=timing.unfinished_wait_ms,
            jamo_ms=timing.jamo_ms,
            char_ms=timing.char_ms,
            proactive=timing.proactive,
        ),
        learned=read_learned(Path(timing.model_file)).values() if timing.mode == "learned" else None,
        context_tokens=settings.prompt.context_tokens,
        history_strategy=settings.prompt.history,
        history_tokens=settings.prompt.history_tokens,
        ask_share=settings.answers.ask_share,
        no_repeat_window=settings.answers.no_repeat_window,
        confident=settings.answers.confident,
        picture_tokens=settings.prompt.picture_tokens if sees else 0,
        memory=memory_choices(settings),
        knowledge=KnowledgeChoices(settings.knowledge.most, settings.knowledge.tokens),
        hotlines={
            language: Hotline(line.name, line.number, line.confirmed)
            for language, line in (("ko", lines.ko), ("en", lines.en))
        },
    )


def memory_choices(settings: Settings) -> MemoryChoices:
    """What of the memory a turn depends on."""
    return MemoryChoices(
        recall_tokens=settings.memory.recall_tokens,
        half_life_days=settings.memory.half_life_days,
        floor=settings.memory.floor,
        summary_characters=settings.memory.summary_characters,
        most_facts=settings.memory.capacity_facts,
        work=MemoryWork(
            summarises=settings.memory.summaries != "off",
            extracts=settings.memory.extractor == "model",
            extract_after_ms=settings.memory.extract_after_s * 1000,
        ),
    )
