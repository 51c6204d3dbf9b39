"""A turn's record as something a person can read: titled lines, the deciding things first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.turn.record import CallRecord, Candidate, TurnRecord
from bot.turn.remembered import PassageRecord


@dataclass(frozen=True)
class Explained:
    """A titled group of lines."""

    title: str
    lines: tuple[str, ...]


def explain(record: TurnRecord) -> tuple[Explained, ...]:
    """Why the answer came out as it did."""
    blocks = (
        Explained("said", tuple(update.text for update in record.updates)),
        Explained("answered", record.bubbles),
        Explained("reply source", tuple(f"{route.source}: {route.reason}" for route in record.route)),
        Explained("safety", (f"{record.safety.category}: {record.safety.reason}", f"disclosure: {record.disclosure}")),
        Explained("timing", tuple(_timing(record))),
        Explained("answer groups", (f"{record.cache.verdict} {record.cache.group or ''}: {record.cache.reason}",)),
        Explained("considered", tuple(_considered(record))),
        Explained("learned", tuple(f"{fact.attribute} = {fact.value}" for fact in record.learned)),
        Explained("tokens", tuple(_tokens(record))),
        Explained("model calls", tuple(_calls(record))),
        Explained("checks", tuple(f"{check.name}: {check.finding}" for check in record.checks if not check.passed)),
        Explained("versions", tuple(_versions(record))),
    )
    return tuple(block for block in blocks if block.lines)


def _timing(record: TurnRecord) -> Iterator[str]:
    for ms, reason in record.timing.waits:
        yield f"waited {ms} ms: {reason}"
    for decision in record.timing.decisions[:-1]:
        yield f"{decision.action} by {decision.delay_ms} ms: {_decided(decision.reason, decision.probabilities)}"
    yield f"{record.timing.plan.action}: {_decided(record.timing.plan.reason, record.timing.plan.probabilities)}"
    for bubble in record.timing.plan.bubbles:
        yield f"bubble after {bubble.offset_ms} ms, {bubble.typing_ms} ms of typing"


def _decided(reason: str, probabilities: Mapping[str, float]) -> str:
    return f"{reason} ({', '.join(f'{action} {chance:.2f}' for action, chance in probabilities.items())})"


def _considered(record: TurnRecord) -> Iterator[str]:
    asked = _asked(record)
    used = asked[-1] if asked and record.route[-1].source == "model" else None
    for passage in record.talk.passages:
        yield _passage(passage)
    for quoted in record.documents:
        mark = "*" if quoted.shown else " "
        yield f"{mark} {quoted.score:.2f} document {quoted.citation} [{quoted.text}] {quoted.reason}"
    for candidate in record.candidates:
        yield _server(candidate, used) if candidate.kind == "server" else _candidate(candidate)


def _server(server: Candidate, used: Candidate | None) -> str:
    """A server by its name in the chain; the star is for the one whose reply was used."""
    mark = "*" if server is used else " "
    outcome = (
        "its reply was used" if server is used else "asked; no reply of it was used" if server.chosen else "skipped"
    )
    evidence = ": ".join(filter(None, (server.rule, server.evidence)))
    return f"{mark} server {server.id} ({server.name}) [{evidence}] {outcome}: {server.reason}"


def _asked(record: TurnRecord) -> list[Candidate]:
    """The servers that were asked, in their order."""
    return [each for each in record.candidates if each.kind == "server" and each.chosen]


def _callers(record: TurnRecord) -> Iterator[tuple[CallRecord, str]]:
    """Each call with its server's name in the chain: a call is the next server's unless it repeats one too long."""
    names = iter([server.id for server in _asked(record)])
    name, before = "", None
    for call in record.calls:
        if before is None or not _repeats(before, call):
            name = next(names, "")
        before = call
        yield call, name


def _repeats(before: CallRecord, call: CallRecord) -> bool:
    return before.too_long and not before.no_retry and (before.model, before.server) == (call.model, call.server)


def _candidate(candidate: Candidate) -> str:
    mark = "*" if candidate.chosen else " "
    evidence = f"[{candidate.rule}: {candidate.evidence}]"
    return f"{mark} {candidate.score:.2f} {candidate.kind} {candidate.name} {evidence} {candidate.reason}"


def _passage(passage: PassageRecord) -> str:
    """Something that was said before."""
    mark, loudest = "*" if passage.shown else " ", sorted(passage.signals.items(), key=lambda item: -item[1])[:3]
    why = ", ".join(f"{name} {weight:+.1f}" for name, weight in loudest)
    said = f"[{passage.day}] {passage.speaker}: {passage.text}"
    return f"{mark} {passage.score:.2f} message {passage.message} {said} ({why})"


def _tokens(record: TurnRecord) -> Iterator[str]:
    ledger = record.ledger
    if ledger is None:
        return
    kind = "exact" if ledger.exact else "an estimate"
    yield f"{ledger.used} of {ledger.budget} used ({ledger.counter}, {kind}); {ledger.reply_tokens} kept for the reply"
    for line in ledger.lines:
        share = f"{line.pieces}/{line.offered}"
        tokens = f"{line.tokens:5} of {line.wanted:5} tokens, {share:>7} pieces"
        yield f"{line.section:9} {line.state:8} {tokens}: {line.reason}"


def _calls(record: TurnRecord) -> Iterator[str]:
    for call, name in _callers(record):
        used = (
            "usage not reported" if call.prompt_tokens is None else f"{call.prompt_tokens} + {call.reply_tokens} tokens"
        )
        ended = call.problem or (f"{used}, by our own count" if call.estimated else used)
        by = f"{name} ({call.model})" if name else call.model
        yield f"{call.purpose} by {by} at {call.server}, {call.ended_at - call.started_at} ms: {ended}"
        if call.no_retry:
            yield f"  {call.no_retry}"


def _versions(record: TurnRecord) -> Iterator[str]:
    versions = record.versions
    yield f"persona {versions.persona[:12]}, settings {versions.settings[:12]}, prompt {versions.prompt[:12]}"
    if versions.embedder_problem:
        yield f"the configured embedder was not used: {versions.embedder_problem}"
    yield f"embedder {versions.embedder}, tokens {versions.tokenizer}, malbeot {versions.code}, seed {record.seed}"
