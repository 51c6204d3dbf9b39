"""The whole loop with a real OpenAI-compatible server: it answers, is accounted for, dies, and is replayed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.feedback.replay import Replay
from bot.llm.model import Completion, ModelRequest
from bot.llm.openai_server import OpenAIServer, Timeouts
from bot.prompt.tokens import TokenizerFileCounter
from bot.storage.database import Database
from bot.storage.turns import list_turns
from bot.turn.run import Deps
from tests.companion import INDEXES, Companion
from tests.models.server import RunningServer, transformers_serve
from tests.models.tiny_model import REPLY, make_tiny_model

pytestmark = pytest.mark.real_model


class CountingCompanion(Companion):
    """A companion whose tokens are counted by the served model's own tokenizer."""

    tokenizer: Path

    def deps(self) -> Deps:
        deps = super().deps()
        return Deps(deps.indexes, deps.recall, deps.model, TokenizerFileCounter(self.tokenizer), deps.calls)


class GreedyServer(OpenAIServer):
    """Sampling would make a tiny model's words a matter of luck."""

    async def complete(self, request: ModelRequest) -> Completion:
        return await super().complete(replace(request, temperature=0))


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("tiny"))


def companion_of(server: RunningServer, database: Database, tiny_model: Path) -> Companion:
    model = GreedyServer(server.base_url, server.model, None, Timeouts(connect=3, first_token=60, total=90))
    CountingCompanion.tokenizer = tiny_model / "tokenizer.json"
    return CountingCompanion(database, model=model)


async def test_a_real_server_answers_dies_and_is_replayed(database: Database, tiny_model: Path, tmp_path: Path) -> None:
    with transformers_serve(tiny_model, tmp_path / "server.log") as server:
        companion = companion_of(server, database, tiny_model)
        alive = [await companion.say(text) for text in ("안녕!", "나는 지수야", "오늘 너무 힘들었어")]
        server.stop()
        orphaned = await companion.say("거기 있어?")

    assert REPLY in alive[0][-1]
    records = companion.records()
    for record in records[:3]:
        call = record.calls[0]
        assert record.route[-1].source == "model", record.route
        assert record.raw_reply == record.bubbles[-1]
        assert call.problem is None
        assert call.prompt_tokens is not None
        assert call.reply_tokens
        assert record.ledger is not None
        assert record.ledger.exact
        assert call.prompt_tokens <= record.ledger.used <= record.ledger.budget
    assert orphaned
    assert [route.source for route in records[3].route] == ["model", "groups"]
    assert records[3].calls[0].problem is not None
    assert "degraded" in records[3].route[-1].reason

    ids = [row.id or 0 for row in database.read_now(lambda session: list_turns(session, 10))]
    report = await Replay(database, INDEXES, TokenizerFileCounter(tiny_model / "tokenizer.json")).run(ids)
    assert (report.identical, report.differing) == (4, ())
