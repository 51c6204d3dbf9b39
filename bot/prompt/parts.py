"""Builds the sections' pieces from persona, talk, facts and moment. Text only: tokens come later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.persona.persona import Persona
from bot.prompt.sections import Piece, Section
from bot.prompt.wording import WORDING
from memory.episodes.block import Block, render
from memory.episodes.found import Found
from memory.facts import Fact
from memory.summaries import Chunk
from memory.telling import told
from policies.language.sentences import split
from policies.timing.marks import marks_prompt

_EXTRACT_CHARS = 120
_PIECE_CHARS = 160
_NEAR_MS = 30 * 60_000


@dataclass(frozen=True)
class Line:
    """A message of the talk: who said it and what."""

    id: int
    author: str
    text: str


@dataclass(frozen=True)
class LocalTime:
    """The person's local time, already in words."""

    date: str
    weekday: str
    time: str
    clock: str  # HH:MM


def safety_section(language: str) -> Section:
    """The rules no persona can change; they come first."""
    return Section("safety", (Piece(WORDING[language]["safety"]),))


def persona_section(persona: Persona, language: str, speech_level: str, *, marks: bool = False) -> Section:
    """Who they are, how they speak, what they don't do: one piece, kept whole. `marks`: how to say when to speak."""
    words, voice = WORDING[language], persona.voice(language)
    blocks = [f"{words['who']}\n{persona.who(language)}", f"{words['style']}\n{voice.style}"]
    if words["level"]:
        blocks[-1] += "\n" + words["level"].format(level=words[speech_level])
    if voice.changes:
        blocks[-1] += f"\n{voice.changes}"
    if boundaries := persona.boundaries(language):
        blocks.append("\n".join([words["boundaries"], *(f"- {line}" for line in boundaries)]))
    if marks:
        blocks.append(marks_prompt(language))
    return Section("persona", (Piece("\n\n".join(blocks)),))


def examples_section(persona: Persona, language: str) -> Section:
    """Example exchanges, one piece each."""
    person, name = WORDING[language]["person"], persona.name(language)
    exchanges = persona.examples(language)
    return Section("examples", tuple(Piece(f"{person}: {each.person}\n{name}: {each.persona}") for each in exchanges))


def history_section(lines: Sequence[Line]) -> Section:
    """The talk so far, newest first (the oldest goes first when tokens are short)."""
    return Section(
        "history",
        tuple(
            Piece(line.text, (line.id,), "user" if line.author == "person" else "assistant") for line in reversed(lines)
        ),
    )


def earlier_section(lines: Sequence[Line]) -> Section:
    """An extract of what the person said before the history begins, newest first."""
    said = [line for line in reversed(lines) if line.author == "person" and len(line.text) > 1]
    return Section("earlier", tuple(Piece(f"- {line.text[:_EXTRACT_CHARS]}", (line.id,)) for line in said))


def summary_section(chunks: Sequence[Chunk], day: Callable[[int], str]) -> Section:
    """Summaries of what the history no longer shows, newest first. `day`: of a time in ms."""
    return Section(
        "summary",
        tuple(Piece(f"[{day(each.began_at)}]\n{each.text}", (each.first, each.last)) for each in reversed(chunks)),
    )


def recalled_section(block: Block) -> Section:
    """What was said before word for word, the likeliest stretch first: one piece for each day's neighbours."""
    stretches = sorted(stretches_of(block.found), key=lambda each: -max(found.score for found in each))
    return Section(
        "recalled",
        tuple(
            Piece(render(found.passage for found in each), tuple(dict.fromkeys(found.message_id for found in each)))
            for each in stretches
        ),
    )


def stretches_of(found: Sequence[Found]) -> list[list[Found]]:
    """Passages in order of time, cut where the day changes or much was left out between them."""
    stretches: list[list[Found]] = []
    for each in found:
        last = stretches[-1][-1] if stretches else None
        near = last is not None and last.passage.line.day == each.passage.line.day
        if near and last is not None and each.passage.line.said_at - last.passage.line.said_at <= _NEAR_MS:
            stretches[-1].append(each)
        else:
            stretches.append([each])
    return stretches


def documents_section(passages: Sequence[tuple[str, str]]) -> Section:
    """Quotations of documents, (text, citation) each, best first."""
    return Section("documents", tuple(Piece(f"“{text}”\n— {citation}") for text, citation in passages))


def facts_section(facts: Sequence[Fact], language: str) -> Section:
    """What is known about the person, best first."""
    return Section("facts", tuple(Piece(f"- {told(fact, language)}", fact.sources) for fact in facts))


def moment_section(persona: Persona, language: str, now: LocalTime, *, late: bool = False) -> Section:
    """The clock, the day and what the persona is doing. `late`: the talk may end with good night."""
    words, hours = WORDING[language], persona.hours(now.clock)
    doing = hours.says(language) if hours else None
    text = words["moment" if doing else "moment_plain"].format(
        date=now.date, weekday=now.weekday, time=now.time, name=persona.name(language), doing=doing
    )
    return Section("moment", (Piece(f"{text} {words['late']}" if late else text),))


def message_section(lines: Sequence[Line]) -> Section:
    """What is to be answered, sentence by sentence, so that a very long message keeps its beginning."""
    pieces: list[Piece] = []
    for line in lines:
        parts = [part for sentence in split(line.text) for part in _runs(sentence)] or [line.text]
        pieces.extend(Piece(part, (line.id,), "user") for part in parts[:-1])
        pieces.append(Piece(parts[-1] + "\n", (line.id,), "user"))
    return Section("message", tuple(pieces))


def _runs(sentence: str) -> Iterator[str]:
    """A sentence nobody ended, in runs, cut behind a space where there is one; all characters stay."""
    while len(sentence) > _PIECE_CHARS:
        cut = sentence.rfind(" ", _PIECE_CHARS // 2, _PIECE_CHARS) + 1 or _PIECE_CHARS
        yield sentence[:cut]
        sentence = sentence[cut:]
    if sentence:
        yield sentence
