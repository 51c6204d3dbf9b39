"""A turn with several servers: every attempt accounted for and recorded, and the same again in a replay."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from bot.feedback.replay import Replay, Report
from bot.llm.chain import Chain
from bot.llm.describe import ServerSpec, chain_of
from bot.llm.openai_server import OpenAIServer
from bot.llm.reply import Timeouts
from bot.prompt.counters import ServerCounters
from bot.prompt.tokens import ByteCounter, TokenCounter, text_key
from bot.storage.database import Database
from bot.storage.owned import Owned
from bot.storage.tables import ModelCall
from bot.storage.turns import list_turns
from bot.testing.openai_scripts import size_of
from bot.testing.openai_server import ScriptedOpenAIServer, refusing_url
from bot.turn.explain import explain
from bot.turn.record import Candidate, TurnRecord
from bot.turn.run import Deps
from policies.server_order import Offer
from tests.companion import INDEXES, Companion

pytestmark = pytest.mark.loopback
REPLY = "응, 나 여기 있어."


class CountingCompanion(Companion):
    """A companion with a counter for each server."""

    counter: TokenCounter | None = None

    def deps(self) -> Deps:
        deps = super().deps()
        return Deps(deps.indexes, deps.recall, deps.model, self.counter or deps.counter, deps.calls)


def chain(companion: Companion, *specs: ServerSpec) -> Companion:
    companion.model = Chain(
        chain_of(specs, "priority", 90, companion.clock.now).links.values(), now=companion.clock.now
    )
    companion.engine = companion.new_engine()
    return companion


def spec(name: str, url: str, context: int | None = None) -> ServerSpec:
    return ServerSpec(Offer(name), url, f"model-{name}", timeouts=Timeouts(5, 30, 60), context_tokens=context)


def calls(database: Database) -> list[ModelCall]:
    return database.read_now(lambda session: list(session.exec(select(ModelCall).order_by(ModelCall.id))))  # type: ignore[arg-type]


def servers(record: TurnRecord) -> list[Candidate]:
    return [each for each in record.candidates if each.kind == "server"]


def explained(record: TurnRecord, title: str) -> tuple[str, ...]:
    return next(block.lines for block in explain(record) if block.title == title)


async def replayed(database: Database) -> Report:
    ids = [row.id or 0 for row in database.read_now(lambda session: list_turns(session, 100))]
    return await Replay(database, INDEXES, ByteCounter(0.9)).run(ids)


async def test_every_attempt_is_a_row_and_the_record_says_who_answered(database: Database) -> None:
    with ScriptedOpenAIServer("busy") as busy, ScriptedOpenAIServer(reply=REPLY) as good:
        specs = [spec("gone", refusing_url()), spec("busy", busy.base_url), spec("good", good.base_url)]
        companion = chain(Companion(database), *specs, spec("never", refusing_url()))
        assert (await companion.say("안녕"))[-1] == REPLY
    (record,) = companion.records()
    assert [(row.model, row.state) for row in calls(database)] == [
        ("model-gone", "failed"),
        ("model-busy", "failed"),
        ("model-good", "settled"),
    ]
    assert [(call.model, call.problem is None) for call in record.calls] == [
        ("model-gone", False),
        ("model-busy", False),
        ("model-good", True),
    ]
    assert [(each.id, each.chosen, each.reason) for each in servers(record)] == [
        ("gone", True, "priority 0"),
        ("busy", True, "priority 0"),
        ("good", True, "priority 0"),
    ]
    assert record.raw_reply == REPLY
    assert (await replayed(database)).differing == ()


async def test_a_server_that_is_left_alone_is_recorded_with_the_reason(database: Database) -> None:
    with ScriptedOpenAIServer(reply=REPLY) as good:
        companion = chain(Companion(database), spec("gone", refusing_url()), spec("good", good.base_url))
        for text in ("안녕", "오늘 뭐 했어?", "나는 책 읽었어", "비가 온다", "커피 마실래", "집에 왔어"):
            await companion.say(text)
    last = companion.records()[-1]
    first = servers(last)[0]
    assert (first.id, first.chosen) == ("gone", False)
    assert first.reason.startswith("it kept failing; the next probe is in ")
    assert [call.model for call in last.calls] == ["model-good"]
    report = await replayed(database)
    assert (report.identical, report.differing) == (6, ())


async def test_when_the_chain_gives_up_the_answer_groups_answer_with_every_reason(database: Database) -> None:
    with ScriptedOpenAIServer("busy") as busy:
        companion = chain(Companion(database), spec("gone", refusing_url()), spec("busy", busy.base_url))
        assert await companion.say("안녕")
    (record,) = companion.records()
    assert [route.source for route in record.route] == ["model", "groups"]
    assert "can't be reached" in record.route[-1].reason
    assert "HTTP 429, it is busy" in record.route[-1].reason
    assert record.route[-1].reason.startswith("degraded: ")
    assert [each.id for each in servers(record)] == ["gone", "busy"]
    assert (await replayed(database)).differing == ()


@pytest.mark.parametrize("script", ["too_long", "too_long_silently"])
async def test_a_smaller_context_than_configured_gets_a_smaller_prompt_once(database: Database, script: str) -> None:
    with ScriptedOpenAIServer(reply=REPLY) as server:
        companion = chain(Companion(database), spec("small", server.base_url))
        for number in range(12):
            await companion.say(
                f"오늘은 {number}번째 이야기야. 책방에 비가 와서 아무도 안 왔어. 고양이만 두 마리 왔지."
            )
        before, whole = len(server.requests), size_of(server.requests[-1])
        server.script, server.context = script, whole * 9 // 10  # type: ignore[assignment]
        assert (await companion.say("듣고 있어?"))[-1] == REPLY
    sizes = [size_of(body) for body in server.requests[before:]]
    assert sizes[0] > server.context >= sizes[-1]
    first, second = companion.records()[-1].calls
    assert (first.too_long, first.limit, first.context_tokens) == (True, server.context, 4096)
    assert f"the prompt is longer than its context ({server.context} tokens)" in (first.problem or "")
    assert second.problem is None
    assert second.context_tokens == server.context
    report = await replayed(database)
    assert (report.identical, report.differing) == (13, ())


async def test_a_context_that_a_server_named_holds_for_the_next_turns(database: Database) -> None:
    with ScriptedOpenAIServer("too_long", REPLY, context=1500) as server:
        companion = chain(Companion(database), spec("small", server.base_url))
        companion.settings = replace(companion.settings, context_tokens=8192)
        for number in range(14):
            await companion.say(
                f"오늘은 {number}번째 이야기야. " + "책방에 비가 와서 아무도 안 왔어. 고양이만 왔지. " * 4
            )
        asked = len(server.requests)
        assert (await companion.say("듣고 있어?"))[-1] == REPLY
        assert len(server.requests) == asked + 1
    records = companion.records()
    assert sum(call.too_long for record in records for call in record.calls) == 1
    assert records[-1].calls[0].context_tokens == 1500
    assert servers(records[-1])[0].evidence.endswith("; it named a context of 1500 tokens")
    report = await replayed(database)
    assert (report.identical, report.differing) == (15, ())


async def test_a_context_too_small_for_safety_and_persona_is_said_so_and_not_asked_for_again(
    database: Database,
) -> None:
    with ScriptedOpenAIServer("too_long", context=300) as small, ScriptedOpenAIServer("busy") as busy:
        companion = chain(Companion(database), spec("small", small.base_url), spec("busy", busy.base_url))
        await companion.say("안녕")
        await companion.say("뭐 해?")
        assert len(small.requests) == 1
    first, second = companion.records()
    assert [(call.too_long, bool(call.no_retry)) for call in first.calls] == [(True, True), (False, False)]
    assert first.calls[0].no_retry.startswith("a smaller prompt is impossible: ")
    assert first.calls[0].no_retry in first.route[-1].reason
    assert any(first.calls[0].no_retry in line for line in explained(first, "model calls"))
    assert (servers(second)[0].chosen, [call.model for call in second.calls]) == (False, ["model-busy"])
    assert (await replayed(database)).differing == ()


async def test_servers_are_told_apart_by_their_names_and_the_star_is_for_the_reply_that_was_used(
    database: Database,
) -> None:
    with ScriptedOpenAIServer("busy") as busy, ScriptedOpenAIServer(reply=REPLY) as good:
        specs = [
            replace(spec(name, url), model="same") for name, url in (("main", busy.base_url), ("spare", good.base_url))
        ]
        companion = chain(Companion(database), *specs)
        await companion.say("안녕")
        good.script = "empty"
        await companion.say("뭐 해?")
    first, second = companion.records()
    main, spare = [line for line in explained(first, "considered") if " server " in line]
    assert main.startswith("  server main (same) ")
    assert "asked; no reply of it was used" in main
    assert spare.startswith("* server spare (same) ")
    failed, answered = explained(first, "model calls")
    assert failed.startswith(f"reply by main (same) at {busy.base_url}, ")
    assert answered.startswith(f"reply by spare (same) at {good.base_url}, ")
    assert not any(line.startswith("* server") for line in explained(second, "considered"))


@pytest.mark.parametrize("label", ["User", "상대", "Human"])
async def test_a_model_that_goes_on_as_the_person_is_cut_there_and_the_record_says_so(
    database: Database, label: str
) -> None:
    with ScriptedOpenAIServer(reply=f"밥은 먹었어?\n{label}: 응\n봄: 잘했어.") as server:
        companion = chain(Companion(database), spec("main", server.base_url))
        assert (await companion.say("안녕"))[-1] == "밥은 먹었어?"
    (record,) = companion.records()
    assert [(check.name, check.fatal) for check in record.checks if not check.passed] == [("own_role", False)]
    assert explained(record, "checks") == ("own_role: the reply went on as the person; cut before that",)
    assert label in record.raw_reply
    assert (await replayed(database)).differing == ()


async def test_a_server_that_finds_the_smaller_prompt_too_long_as_well_is_left_for_the_next(database: Database) -> None:
    with ScriptedOpenAIServer("too_long", context=3) as small, ScriptedOpenAIServer(reply=REPLY) as good:
        companion = chain(Companion(database), spec("small", small.base_url), spec("good", good.base_url))
        assert (await companion.say("안녕"))[-1] == REPLY
    record = companion.records()[-1]
    assert record.calls[0].too_long
    assert record.calls[-1].model == "model-good"
    assert record.calls[-1].context_tokens == 4096
    assert (await replayed(database)).differing == ()


async def test_a_server_with_a_small_context_of_its_own_gets_a_prompt_that_fits(database: Database) -> None:
    with ScriptedOpenAIServer(reply=REPLY) as server:
        companion = chain(Companion(database), spec("tiny", refusing_url(), 64), spec("small", server.base_url, 2000))
        assert (await companion.say("안녕"))[-1] == REPLY
    record = companion.records()[-1]
    tiny, small = servers(record)
    assert (tiny.chosen, small.chosen) == (False, True)
    assert "prompt budget of" in tiny.reason
    assert record.ledger is not None
    assert record.ledger.context_tokens == 2000
    assert (await replayed(database)).differing == ()


async def test_usage_that_is_not_reported_is_counted_and_labelled(database: Database) -> None:
    with ScriptedOpenAIServer("no_usage", REPLY) as server:
        companion = chain(Companion(database), spec("quiet", server.base_url))
        await companion.say("안녕")
        server.script = "answers"
        await companion.say("뭐 해?")
    counted, reported = calls(database)
    assert counted.estimated
    assert counted.prompt_tokens == counted.counted_tokens
    assert counted.reply_tokens == -(-len(REPLY.encode()) * 2 // 5)  # as ByteCounter(0.4) counts
    assert not reported.estimated
    first, second = companion.records()
    assert (first.calls[0].estimated, second.calls[0].estimated) == (True, False)
    assert (await replayed(database)).differing == ()


async def test_each_server_gets_a_prompt_by_its_own_counter(database: Database) -> None:
    CountingCompanion.counter = ServerCounters({"gone": ByteCounter(0.3), "quiet": ByteCounter(0.5)})
    with ScriptedOpenAIServer("no_usage", REPLY) as server:
        specs = spec("gone", refusing_url()), spec("quiet", server.base_url)
        companion = chain(CountingCompanion(database), *specs)
        await companion.say("안녕")
    first, second = companion.records()[0].calls
    assert (first.counter, second.counter) == ("bytes*0.300", "bytes*0.500")
    assert first.reserved_tokens < second.reserved_tokens
    assert companion.records()[0].versions.tokenizer == "bytes*0.500"
    assert (await replayed(database)).differing == ()


async def test_a_turn_recorded_before_calls_kept_their_counter_replays_as_it_was(database: Database) -> None:
    with ScriptedOpenAIServer(reply=REPLY) as server:
        timeouts = Timeouts(5, 30, 60)
        companion = Companion(database, model=OpenAIServer(server.base_url, "model", None, timeouts))
        await companion.say("안녕")
        server.script, server.reply = "no_usage", "창밖 보고 있었지."
        await companion.say("뭐 해?")
    database.write_now(_forget_newer_fields)
    first, second = companion.records()
    assert (first.calls[0].counter, first.calls[0].prompt_tokens is None) == ("", False)
    assert (second.calls[0].counter, second.calls[0].prompt_tokens) == ("", None)
    report = await replayed(database)
    assert (report.identical, report.differing) == (2, ())


def _forget_newer_fields(session: Session) -> None:
    """Records as the first version wrote them."""
    for row in list_turns(session, 10):
        record = json.loads(str(row.record))
        for call in record["calls"]:
            if call["estimated"]:
                call["prompt_tokens"] = call["reply_tokens"] = None
                record["token_counts"].pop(text_key(record["raw_reply"]))
            for name in ("estimated", "counter", "context_tokens", "too_long", "limit"):
                del call[name]
        for message in record["messages"]:
            del message["pictures"]
        row.record = Owned(row.person_id, json.dumps(record, ensure_ascii=False))
        session.add(row)
