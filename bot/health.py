"""The doctor's checks. Each is quick, changes nothing, and ends in ok, warn or fail with advice."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.metadata import packages_distributions
from typing import Literal

from bot.app import bot_lines, comparing, configured_model, open_app, persona_shelf
from bot.channels.telegram.login import username_of
from bot.config import Settings, database_at, home, load_settings
from bot.errors import ConfigError, FileMistakes, ModelError
from bot.llm.capabilities import Ability, Capabilities
from bot.llm.capabilities import examine as capabilities_of
from bot.llm.chain import Chain
from bot.llm.model import ChatMessage, Model, ModelRequest
from bot.llm.server import Server
from bot.persona.lint import lint
from bot.prompt.tokens import ask_server, tiktoken_file
from bot.storage.migrate import revisions
from bot.storage.reembedding import of_others_only
from policies.errors import MalbeotError
from retrieval.embedding import EmbedderUnusable
from retrieval.shipped import Embedded

PACKAGES = ("bot", "memory", "retrieval", "policies")
LEAST_FREE_MB = 200


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    check: str
    state: Literal["ok", "warn", "fail"]
    finding: str
    advice: str = ""


def examine(*, offline: bool) -> tuple[Finding, ...]:
    """All checks, in order. Settings that can't be read end it early."""
    try:
        settings = load_settings()
    except MalbeotError as error:
        return (Finding("settings", "fail", error.message, error.fix or "correct the lines named"),)
    checks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _settings, _packages, _disk, _database, _vectors, _personas, _hotlines, _tokens,
    )  # fmt: skip
    found = [finding for check in checks for finding in check(settings)]
    return (
        *found,
        *_embedder(settings, offline=offline),
        *([] if offline else (*_model(settings), *_telegram(settings))),
    )


def _settings(settings: Settings) -> Iterator[Finding]:
    yield Finding("settings", "ok", f"read; data in {home().resolve()}")


def _packages(settings: Settings) -> Iterator[Finding]:
    """Two distributions shipping `memory` overwrite each other silently."""
    owners = packages_distributions()
    for package in PACKAGES:
        others = sorted(set(owners.get(package, [])) - {"malbeot"})
        if others:
            yield Finding(
                "packages", "fail", f"{package} is also shipped by {', '.join(others)}", "install malbeot by itself"
            )
            return
    yield Finding("packages", "ok", "bot, memory, retrieval, policies are ours alone")


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = next(each for each in (home(), *home().resolve().parents) if each.exists())
    free = shutil.disk_usage(folder).free // 1_000_000
    state: Literal["ok", "fail"] = "ok" if free >= LEAST_FREE_MB else "fail"
    yield Finding("disk", state, f"{free} MB free", "" if state == "ok" else "make room")


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        state = revisions(database_at(settings))
    except MalbeotError as error:
        yield Finding("database", "fail", error.message, error.fix or "")
        return
    if state.current is None:
        yield Finding("database", "ok", "none yet; made at the first conversation")
    elif state.current not in state.known:
        yield Finding(
            "database", "fail", f"revision {state.current} is newer than this version", "use the newer malbeot"
        )
    elif state.current != state.head:
        yield Finding("database", "warn", f"revision {state.current}, newest {state.head}", "`malbeot db migrate`")
    else:
        yield Finding("database", "ok", f"revision {state.current}")


def _vectors(settings: Settings) -> Iterator[Finding]:
    """Earlier talk that was embedded by another embedder is found by its words alone."""
    try:
        state = revisions(database_at(settings))
        if state.current is None or state.current != state.head:
            return
        with closing(open_app(settings, writable=False)) as app:
            embedder = app.meaning.embedder.id
            count = app.database.read_now(lambda session: of_others_only(session, embedder))
    except MalbeotError:  # what is wrong with either is said elsewhere
        return
    if count:
        yield Finding("memory", "warn", f"{count} messages have no vector of {embedder}", "`malbeot memory reembed`")
    else:
        yield Finding("memory", "ok", f"compared by {embedder}")


def _personas(settings: Settings) -> Iterator[Finding]:
    shelf = persona_shelf()
    for key in shelf.names():
        try:
            findings = lint(shelf.get(key))
        except FileMistakes as mistakes:
            yield Finding(f"persona {key}", "fail", str(mistakes), "correct the lines named")
            continue
        advice = f"`malbeot persona check {key}`" if findings else ""
        yield Finding(f"persona {key}", "warn" if findings else "ok", f"{len(findings)} findings", advice)
    if settings.chat.persona not in shelf.names():
        yield Finding(
            "persona", "fail", f"chat.persona is {settings.chat.persona!r}", f"one of {', '.join(shelf.names())}"
        )


def _hotlines(settings: Settings) -> Iterator[Finding]:
    lines = settings.safety.hotlines
    for language, line in (("ko", lines.ko), ("en", lines.en)):
        if line.confirmed:
            yield Finding(f"crisis line {language}", "ok", f"{line.name} {line.number}")
        else:
            advice = f"call it or look it up, then set safety.hotlines.{language}.confirmed = true"
            yield Finding(f"crisis line {language}", "warn", f"{line.name} {line.number}, unconfirmed", advice)


def _embedder(settings: Settings, *, offline: bool) -> Iterator[Finding]:
    """What compares messages with answer groups; a server is asked only on-line."""
    active = comparing(settings)
    if offline and settings.embeddings.base_url:
        yield Finding("embedder", "ok", f"the server at {settings.embeddings.base_url}, not asked")
        return
    try:
        yield Finding("embedder", "ok", active.check())
    except EmbedderUnusable as error:
        instead = "" if isinstance(active, Embedded) else "; the shipped one compares meanwhile"
        state: Literal["fail", "warn"] = "warn" if instead else "fail"
        yield Finding("embedder", state, f"{error.message}{instead}", error.fix or "")


def _tokens(settings: Settings) -> Iterator[Finding]:
    llm = settings.llm
    if llm.tokenize_url:
        yield Finding("token counter", "ok", f"the server's, at {llm.tokenize_url}")
    elif llm.tokenizer:
        state: Literal["ok", "fail"] = "ok" if llm.tokenizer.is_file() else "fail"
        yield Finding(
            "token counter", state, f"{llm.tokenizer}", "" if state == "ok" else "llm.tokenizer: no such file"
        )
    elif llm.base_url or llm.servers:
        kind = "tiktoken" if tiktoken_file() else "bytes, measured against the server at the first conversation"
        yield Finding("token counter", "warn", f"an estimate by {kind}", "set llm.tokenize_url or llm.tokenizer")
    else:
        yield Finding("token counter", "ok", "not needed without a model")


def _telegram(settings: Settings) -> Iterator[Finding]:
    """Whether Telegram knows each configured bot."""
    if not (settings.telegram.token or settings.telegram.bots):
        yield Finding("telegram", "ok", "not configured; `malbeot init` asks for a token")
        return
    try:
        for line in bot_lines(settings):
            username = asyncio.run(username_of(line.token, settings.telegram.api_url))
            yield Finding("telegram", "ok", f"{line.setting}: @{username} answers as {line.persona}")
    except MalbeotError as error:
        yield Finding("telegram", "fail", error.message, error.fix or "")


def _model(settings: Settings) -> Iterator[Finding]:
    try:
        chain = configured_model(settings)
    except MalbeotError as error:
        yield Finding("model", "fail", error.message, error.fix or "")
        return
    if chain is None:
        yield Finding("model", "ok", "none configured; the answer groups talk")
        return
    for name, link in chain.links.items():
        yield _answers("model" if len(chain.links) == 1 else f"model {name}", link.server)


def _answers(check: str, model: Model) -> Finding:
    request = ModelRequest((ChatMessage("user", "Say hello."),), temperature=0, top_p=1, max_tokens=16)
    try:
        completion = asyncio.run(model.complete(request))
    except ModelError as error:
        return Finding(check, "fail", error.message, error.fix or "start the server, or correct its address and model")
    usage = "reports usage" if completion.prompt_tokens is not None else "reports no usage"
    return Finding(check, "ok", f"{model.name} at {model.server} answers, {usage}")


def examine_llm(settings: Settings) -> tuple[Capabilities, ...]:
    """What each configured server can do. Raises ConfigError when there is none."""
    chain = configured_model(settings)
    if chain is None:
        raise ConfigError("no model server is configured", fix="set llm.base_url and llm.model")
    return asyncio.run(_capabilities(chain, settings.prompt.context_tokens))


async def _capabilities(chain: Chain, context_tokens: int) -> tuple[Capabilities, ...]:
    found = []
    for name, link in chain.links.items():
        able = await capabilities_of(name, link.server, link.context_tokens or context_tokens)
        found.append(replace(able, abilities=(*able.abilities, await _tokenizes(link.server))) if able.usable else able)
    return tuple(found)


async def _tokenizes(server: Server) -> Ability:
    import httpx

    root = server.base_url.rstrip("/").removesuffix("/v1")
    async with httpx.AsyncClient(timeout=server.timeouts.connect, headers=dict(server.headers)) as client:
        for path in server.quirks.preset.tokenize:
            try:
                if await ask_server(client, root + path, server.name, "hello") > 0:
                    return Ability("tokenize", "yes", path)
            except (httpx.HTTPError, ValueError, LookupError, TypeError):
                continue
    return Ability("tokenize", "no", "no endpoint; set llm.tokenizer for exact counts")
