"""`malbeot knowledge summarize`: a long document in short."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.knowledge_parts import opened, progress
from bot.cli.output import Json, note, print_json, print_line

if TYPE_CHECKING:
    from bot.app import App
    from bot.llm.model import Model
    from retrieval.knowledge.indexing import Tell
    from retrieval.knowledge.store import KeptDocument, KnowledgeStore
    from retrieval.knowledge.summarising import Plan, Summary, Write

_SAMPLE, _OVERHEAD_TOKENS, _LEAST_PART = 8_000, 400, 500
_TEMPERATURE, _TOP_P = 0.2, 0.9


def summarize(
    what: Annotated[str, typer.Argument(help="A document's id, or its path or address.")],
    extract: Annotated[bool, typer.Option("--extract", help="Without the model, also when there is one.")] = False,
    as_json: Json = False,
) -> None:
    """A long document in short: by the model, its parts side by side; without one by its most central sentences."""
    from bot.app import configured_model
    from bot.cli.knowledge_parts import documents_named

    with opened() as (app, library), progress() as tell:
        document = documents_named(library.store.documents(), what, "")[0]
        model = None if extract else configured_model(app.settings, app.clock)
        summary = asyncio.run(_summary(app, library.store, document, model, tell))
    if as_json:
        print_json({"source": document.source, **asdict(summary)})
        return
    note(f"{document.source}: {summary.parts} parts ({summary.kept} kept from before), by {summary.by}")
    print_line(summary.text)


async def _summary(app: App, store: KnowledgeStore, document: KeptDocument, model: Model | None, tell: Tell) -> Summary:
    from retrieval.knowledge.summarising import extracted, summarised

    text = store.text(document.id)
    plan = await _plan(app, text, model)
    if model is None:
        return extracted(text, plan.length)
    write = _writing(model, app.settings.knowledge.summary_tokens)
    return await summarised(store, document.id, plan, write, tell)


async def _plan(app: App, text: str, model: Model | None) -> Plan:
    """Tokens as characters of this text, by the most trusted counter that asks no server."""
    from retrieval.knowledge.summarising import Plan

    chosen, sample = app.settings.knowledge, text[:_SAMPLE]
    (tokens,) = await app.local_counter(model).count([sample])
    a_character = max(0.05, tokens / max(1, len(sample)))
    left = app.settings.prompt.context_tokens - chosen.summary_tokens - _OVERHEAD_TOKENS
    part = max(_LEAST_PART, int(left / a_character))
    length = max(100, int(chosen.summary_tokens / a_character * 0.8))
    return Plan(model.name if model else "", part, length, chosen.summary_parallel)


def _writing(model: Model, tokens: int) -> Write:
    """Raises ModelError, also for an empty summary."""
    from bot.errors import ModelError
    from bot.llm.model import ChatMessage, ModelRequest

    async def write(asked: str, text: str) -> str:
        messages = (ChatMessage("system", asked), ChatMessage("user", text))
        completion = await model.complete(ModelRequest(messages, _TEMPERATURE, _TOP_P, tokens))
        if not completion.text.strip():
            raise ModelError("the model wrote an empty summary", fix="run the command again; finished parts are kept")
        return completion.text

    return write
