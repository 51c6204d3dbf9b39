"""Answers from a model.

Recall and talk under the token budget, one accounted call, checks before anybody sees the reply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from bot.errors import ModelError
from bot.llm.model import Model, Role
from bot.prompt.attachments import as_said, from_json
from bot.prompt.layout import Budget, Prompt, assemble, message_overhead, texts_of
from bot.prompt.parts import (
    Line,
    documents_section,
    earlier_section,
    examples_section,
    facts_section,
    history_section,
    message_section,
    moment_section,
    persona_section,
    recalled_section,
    safety_section,
    summary_section,
)
from bot.prompt.pictures import MOST_PICTURES, with_pictures
from bot.prompt.sections import Section, section_rules
from bot.prompt.tokens import TokenCounter, text_key
from bot.turn.answer import Answer, Prompted
from bot.turn.calling import CallLedger, Desk, PictureSource, ask
from bot.turn.given import Given, Message
from bot.turn.reading import Reading, in_words
from bot.turn.recalling import Mind
from bot.turn.timing import rules_of
from memory.episodes.block import Block, fill
from memory.episodes.found import Found
from memory.hushing import Hushed, hushed
from memory.summaries import Chunk, shown
from policies.budget import BudgetTooSmall
from policies.history import Eviction, evict
from policies.language.normalise import clean
from policies.language.numbers import date
from policies.output import before_person, check_reply
from policies.timing.deciding import EMOJI
from policies.timing.mark_grammar import neutralise
from policies.timing.marks import Bounds, Marked, read_marks

_MOST_BUBBLES = 4
_LONGEST_WAIT_MS = 2 * 3_600_000  # that a model may ask for
_REACTIONS = frozenset(emoji for table in EMOJI.values() for emoji in table)


class UnusableReply(ModelError):
    """The model's reply failed a check."""

    def __init__(self, message: str, prompted: Prompted) -> None:
        super().__init__(message)
        self.prompted = prompted


async def answer_from_model(
    given: Given,
    reading: Reading,
    mind: Mind,
    model: Model,
    counter: TokenCounter,
    calls: CallLedger,
    pictures: PictureSource | None = None,
) -> Answer:
    """The model's answer. Raises UnusableReply (with what was sent and why it failed) when there is none to show."""

    async def make(counter: TokenCounter, context_tokens: int) -> tuple[Prompt, Prompted]:
        return await build_prompt(given, reading, mind, counter, context_tokens)

    heard = await ask(Desk(given, make, counter, calls, pictures), model)
    completion, prompted = heard.completion, heard.prompted
    if completion is None:
        raise UnusableReply(heard.problem, prompted)
    # Without the control characters a terminal would obey, and without the name small models sign with.
    whole = _unlabelled(clean(completion.text), given.persona.name(reading.language))
    said = before_person(whole)
    marked = read_marks(said, _bounds(given)) if _with_marks(given) else None
    words = marked.text if marked else said
    if marked and marked.wish and not words:
        return Answer((), prompted=replace(prompted, raw_reply=completion.text), wish=marked.wish)
    checks = check_reply(words, reading.speech_level if reading.language == "ko" else None, cut=said != whole)
    prompted = replace(prompted, raw_reply=completion.text, checks=checks)
    failed = next((check for check in checks if check.fatal and not check.passed), None)
    if failed:
        raise UnusableReply(f"check {failed.name}: {failed.finding}", prompted)
    return Answer(_texts(marked, words), prompted=prompted, wish=marked.wish if marked else None)


def _with_marks(given: Given) -> bool:
    """Whether the model may say when to speak."""
    return rules_of(given).mode == "model"


def _bounds(given: Given) -> Bounds:
    """What its marks may ask for."""
    rules = rules_of(given)
    return Bounds(
        longest_wait_ms=_LONGEST_WAIT_MS,
        may_be_silent=rules.silence.share > 0,
        may_react=rules.reaction_share > 0,
        reactions=_REACTIONS,
        most_bubbles=rules.most_bubbles,
    )


def _texts(marked: Marked | None, words: str) -> tuple[str, ...]:
    return marked.bubbles if marked and len(marked.bubbles) > 1 else _bubbles(words)


async def build_prompt(
    given: Given, reading: Reading, mind: Mind, counter: TokenCounter, context_tokens: int
) -> tuple[Prompt, Prompted]:
    """The messages under the budget, and their account. Raises BudgetTooSmall."""
    fixed = _sections(given, reading, mind)
    talk = _lines(given.history, given, reading.language)
    earlier = _lines(given.earlier, given, reading.language) if given.settings.history_strategy == "summary" else []
    everything = [*fixed, history_section(talk), earlier_section([*earlier, *talk])]
    texts = texts_of(everything, reading.language)
    counts = dict(zip(texts, await counter.count(texts), strict=True))
    eviction = _evict(given, talk, counts)
    kept, gone = talk[eviction.keep_from :], [*earlier, *talk[: eviction.keep_from]]
    block = _from_memory(given, mind, {line.id for line in kept})
    chunks = _summaries(given, mind, kept)
    remembered = [recalled_section(block), summary_section(chunks, partial(_day, reading))]
    more = [piece.text for section in remembered for piece in section.pieces]
    counts |= dict(zip(more, await counter.count(more), strict=True))
    sections = [*fixed, *remembered, history_section(kept)]
    if given.settings.history_strategy == "summary":
        unspoken = _unspoken(mind)
        sections.append(earlier_section([line for line in gone if not unspoken.hides(line.id, line.text)]))
    prompt = _assembled(given, sections, counts, context_tokens, reading.language, counter)
    return prompt, Prompted(
        messages=prompt.messages,
        ledger=prompt.ledger,
        token_counts={text_key(text): count for text, count in counts.items()},
        history=_sources(prompt, "history"),
        summaries=chunks,
        offered=block.found,
        shown=_in_prompt(prompt, block),
        quoted=_pieces(prompt, "documents"),
        considered=tuple(line.id for line in (*earlier, *talk)),
        history_from=kept[0].id if eviction.keep_from and kept else None,
        tokenizer=counter.id,
    )


def _assembled(
    given: Given,
    sections: Sequence[Section],
    counts: Mapping[str, int],
    context: int,
    language: str,
    counter: TokenCounter,
) -> Prompt:
    """With as many of the newest pictures as leave room for the words. Raises BudgetTooSmall."""
    shown, each = _pictures(given), given.settings.picture_tokens
    rules = section_rules(given.settings.memory.recall_tokens, given.settings.knowledge.tokens)
    while True:
        budget = Budget(context - len(shown) * each, given.persona.file.generation.max_tokens)
        try:
            prompt = assemble(sections, counts, budget, language, counter.id, exact=counter.exact, rules=rules)
            return with_pictures(prompt, shown, each)
        except BudgetTooSmall:
            if not shown:
                raise
            shown = shown[1:]


def _sections(given: Given, reading: Reading, mind: Mind) -> list[Section]:
    language = reading.language
    chosen = [each.fact for each in mind.memory.facts if each.chosen]
    return [
        safety_section(language),
        persona_section(given.persona, language, reading.speech_level, marks=_with_marks(given)),
        message_section(_lines([update.message for update in given.updates], given, language)),
        moment_section(given.persona, language, in_words(reading.local, language), late=reading.late),
        facts_section(chosen, language),
        documents_section([(each.text, each.citation) for each in mind.documents.passages]),
        examples_section(given.persona, language),
    ]


def _lines(messages: Sequence[Message], given: Given, language: str) -> list[Line]:
    """As the prompt tells them: with what was sent along, and what a reply answers."""
    said = {message.id: message.text for message in given.history}
    lines = (
        Line(each.id, each.author, as_said(each.text, each.attachments, language, said.get(each.reply_to or 0)))
        for each in messages
    )
    if not _with_marks(given):
        return list(lines)
    return [replace(line, text=neutralise(line.text)) for line in lines]  # nobody's words are marks


def _pictures(given: Given) -> tuple[str, ...]:
    """References to the newest photos that wait for an answer, if a server can see."""
    if not given.settings.picture_tokens:
        return ()
    sent = [from_json(update.message.attachments) for update in given.updates if update.message.attachments]
    photos = [f"{given.bot_id}:{each.file_id}" for each in sent if each.kind == "photo" and each.file_id]
    return tuple(photos[-MOST_PICTURES:])


def _from_memory(given: Given, mind: Mind, in_history: Set[int]) -> Block:
    """What was said earlier and fits, without what the history shows anyway."""
    likeliest = max((each.score for each in mind.memory.talk.found), default=0.0)
    floor = given.settings.memory.floor * likeliest
    fitting = [each for each in mind.memory.talk.found if each.score >= floor and each.message_id not in in_history]
    return fill(fitting, given.settings.memory.recall_tokens)


def _in_prompt(prompt: Prompt, block: Block) -> tuple[Found, ...]:
    """Passages that the budget left in the prompt."""
    ids = set(_sources(prompt, "recalled"))
    return tuple(each for each in block.found if each.message_id in ids)


def _summaries(given: Given, mind: Mind, kept: Sequence[Line]) -> tuple[Chunk, ...]:
    """Of what was said before the history that is shown, without what is never to be spoken of."""
    before = kept[0].id if kept else given.bounds.message + 1
    unspoken = _unspoken(mind)
    chunks = shown(given.summaries, given.settings.memory.summary_characters, before)
    return tuple(told for each in chunks if (told := _without(each, unspoken)).text)


def _unspoken(mind: Mind) -> Hushed:
    return hushed(each.fact for each in mind.memory.facts)


def _without(chunk: Chunk, unspoken: Hushed) -> Chunk:
    lines = [line for line in chunk.text.splitlines() if not unspoken.named_in(line)]
    return replace(chunk, text="\n".join(lines)) if unspoken.words else chunk


def _day(reading: Reading, said_at: int) -> str:
    local = datetime.fromtimestamp(said_at / 1000, reading.local.tzinfo or UTC)
    return date(local.month, local.day, reading.language)


def _evict(given: Given, talk: Sequence[Line], counts: dict[str, int]) -> Eviction:
    starts = [line.author == "person" for line in talk]
    roles: list[Role] = ["user" if start else "assistant" for start in starts]
    sizes = [counts[line.text] + message_overhead(counts, role) for line, role in zip(talk, roles, strict=True)]
    return evict(sizes, starts, given.settings.history_tokens, given.settings.history_strategy)


def _pieces(prompt: Prompt, section: str) -> int:
    return next(line.pieces for line in prompt.ledger.lines if line.section == section)


def _sources(prompt: Prompt, section: str) -> tuple[int, ...]:
    return next(line.sources for line in prompt.ledger.lines if line.section == section)


def _unlabelled(text: str, name: str) -> str:
    """The lines without "봄: " in front."""
    return re.sub(rf"^[ \t]*{re.escape(name)}[ \t]*:[ \t]*", "", text, flags=re.MULTILINE)


def _bubbles(text: str) -> tuple[str, ...]:
    """Paragraphs become bubbles; what is beyond the fourth stays in it. Nothing is lost."""
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    head, tail = parts[: _MOST_BUBBLES - 1], parts[_MOST_BUBBLES - 1 :]
    return tuple([*head, "\n\n".join(tail)] if tail else head)
