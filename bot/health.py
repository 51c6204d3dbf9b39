"""The doctor's checks. Each is quick, changes nothing, and ends in ok, warn or fail with advice."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from typing import Literal

from bot.app import configured_model, persona_shelf
from bot.config import Settings, database_path, home, load_settings
from bot.errors import FileMistakes, ModelError
from bot.llm.model import ChatMessage, ModelRequest
from bot.persona.lint import lint
from bot.prompt.tokens import tiktoken_file
from bot.storage.migrate import revisions
from policies.errors import MalbeotError

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
        _settings, _packages, _disk, _database, _personas, _hotlines, _tokens,
    )  # fmt: skip
    found = [finding for check in checks for finding in check(settings)]
    return (*found, *([] if offline else _model(settings)))


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
        state = revisions(database_path())
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


def _tokens(settings: Settings) -> Iterator[Finding]:
    llm = settings.llm
    if llm.tokenize_url:
        yield Finding("token counter", "ok", f"the server's, at {llm.tokenize_url}")
    elif llm.tokenizer:
        state: Literal["ok", "fail"] = "ok" if llm.tokenizer.is_file() else "fail"
        yield Finding(
            "token counter", state, f"{llm.tokenizer}", "" if state == "ok" else "llm.tokenizer: no such file"
        )
    elif llm.base_url:
        kind = "tiktoken" if tiktoken_file() else "bytes, measured against the server at the first conversation"
        yield Finding("token counter", "warn", f"an estimate by {kind}", "set llm.tokenize_url or llm.tokenizer")
    else:
        yield Finding("token counter", "ok", "not needed without a model")


def _model(settings: Settings) -> Iterator[Finding]:
    model = configured_model(settings)
    if model is None:
        yield Finding("model", "ok", "none configured; the answer groups talk")
        return
    request = ModelRequest((ChatMessage("user", "Say hello."),), temperature=0, top_p=1, max_tokens=16)
    try:
        completion = asyncio.run(model.complete(request))
    except ModelError as error:
        yield Finding("model", "fail", error.message, "start the server, or correct llm.base_url and llm.model")
        return
    usage = "reports usage" if completion.prompt_tokens is not None else "reports no usage"
    yield Finding("model", "ok", f"{model.name} at {model.server} answers, {usage}")
