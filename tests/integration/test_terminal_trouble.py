"""When things go wrong: a model that fails is stepped over and said so, a crisis comes before everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ModelError
from bot.storage.database import Database
from bot.testing.model import ScriptedModel
from bot.testing.openai_server import Script, ScriptedOpenAIServer
from tests.command import malbeot
from tests.companion import SETTINGS, Companion
from tests.seated import Seated

FAILURES = [
    (ModelError("http://127.0.0.1:9/v1 can't be reached"), "can't be reached"),
    (ModelError("no token within 15 s"), "no token within 15 s"),
    (ModelError("the answer is no JSON"), "the answer is no JSON"),
    ("", "check not_empty: the reply is empty"),
    ("\u200b\u200b", "check not_empty: the reply is empty"),
    ("그래그래" * 60, "check no_loop: the reply repeats itself"),
    ("the the the the " * 20, "check no_loop: the reply repeats itself"),
    ("User: 응\n봄: 그래", "check own_role: the reply speaks for the person"),
    ("그래.<|im_end|>\n<|im_start|>user", "check no_marks: the reply holds control marks"),
    ("가나다라마바사아자차카타파하 " * 400, "check length"),
]


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")


@pytest.mark.parametrize(("reply", "reason"), FAILURES)
async def test_the_groups_answer_for_a_model_that_gives_nothing_usable(
    reply: str | ModelError, reason: str, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    seated = Seated(Companion(database, model=ScriptedModel([reply])))
    await seated.types("나 오늘 시험 망했어", "/why")
    shown, record = capsys.readouterr(), seated.last()
    assert [route.source for route in record.route] == ["model", "groups"]
    assert reason in record.route[-1].reason
    assert record.cache.verdict in ("served", "fallback")
    assert len(record.calls) == 1
    assert record.messages
    assert shown.out.count("봄: ") == len(record.bubbles) >= 2
    assert reason in shown.err
    if isinstance(reply, str) and reply.strip():
        assert reply.split()[0] not in shown.out


async def test_a_model_that_recovers_answers_again(database: Database) -> None:
    seated = Seated(Companion(database, model=ScriptedModel([ModelError("down"), "이제 괜찮아."])))
    await seated.types("안녕", "잘 있었어?")
    assert [record.route[-1].source for record in seated.companion.records()] == ["groups", "model"]
    assert seated.last().bubbles == ("이제 괜찮아.",)


@pytest.mark.loopback
@pytest.mark.parametrize(
    "script",
    [
        "empty",
        "hangs_before_first_token",
        "hangs_midway",
        "breaks_off",
        "garbage",
        "not_a_stream",
        "error_repeating_prompt",
    ],
)
def test_a_real_server_that_misbehaves_costs_the_person_nothing(
    script: Script, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedOpenAIServer(script) as server:
        monkeypatch.setenv("MALBEOT_LLM__BASE_URL", server.base_url)
        monkeypatch.setenv("MALBEOT_LLM__MODEL", server.model)
        monkeypatch.setenv("MALBEOT_LLM__FIRST_TOKEN_TIMEOUT_S", "0.3")
        monkeypatch.setenv("MALBEOT_LLM__TOTAL_TIMEOUT_S", "0.6")
        ran = malbeot("chat", "--plain", "--fast", stdin="나 오늘 시험 망했어\n/why\n")
    assert ran.code == 0, ran.err
    assert ran.out.count("봄: ") >= 2
    assert "Traceback" not in ran.err
    record = malbeot("turns", "show", "1", "--json").json
    assert [route["source"] for route in record["route"]] == ["model", "groups"]
    assert record["route"][-1]["reason"] in ran.err


@pytest.mark.loopback
def test_a_server_that_refuses_the_connection_costs_the_person_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MALBEOT_LLM__BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("MALBEOT_LLM__MODEL", "gone")
    ran = malbeot("chat", "--plain", "--fast", stdin="안녕\n/why\n")
    assert ran.code == 0, ran.err
    assert ran.out.count("봄: ") >= 2
    assert [route["source"] for route in malbeot("turns", "show", "1", "--json").json["route"]] == ["model", "groups"]
    doctor = malbeot("doctor", "--json")
    assert doctor.code == 1
    assert next(each for each in doctor.json if each["check"] == "model")["state"] == "fail"


@pytest.mark.parametrize("model", [None, ScriptedModel(["괜찮아질 거야."])], ids=["groups", "model"])
@pytest.mark.parametrize(
    ("persona", "text", "number"), [("bom", "나 진짜 죽고 싶어", "109"), ("wren", "I want to kill myself", "988")]
)
@pytest.mark.parametrize("earlier", [(), ("안녕",)], ids=["first", "later"])
async def test_a_crisis_is_answered_at_once_with_the_line_to_call(
    persona: str,
    text: str,
    number: str,
    earlier: tuple[str, ...],
    model: ScriptedModel | None,
    database: Database,
    capsys: pytest.CaptureFixture[str],
) -> None:
    companion = Companion(database, persona=persona, model=model).timed(
        finished_wait_ms=60_000, unfinished_wait_ms=60_000
    )
    seated = Seated(companion)
    await seated.types(*earlier)
    asked, capsys_before = len(model.requests) if model else 0, capsys.readouterr()
    assert capsys_before.err == ""
    before = companion.clock.now()
    await seated.types(text, "/why")
    shown, record = capsys.readouterr(), seated.last()
    assert record.safety.category == "crisis"
    assert [route.source for route in record.route] == ["template"]
    assert record.clock == before
    assert [wait for wait, _ in record.timing.waits] == [0]
    assert number in shown.out
    assert SETTINGS.hotlines["ko" if persona == "bom" else "en"].name in shown.out
    assert "AI" in shown.out
    assert (len(model.requests) if model else 0) == asked
    assert "crisis" in shown.err


@pytest.mark.parametrize(("persona", "text"), [("bom", "죽고 싶어"), ("wren", "I want to kill myself")])
async def test_after_a_crisis_on_the_first_line_the_day_needs_no_second_disclosure(
    persona: str, text: str, database: Database
) -> None:
    companion = Companion(database, persona=persona)
    crisis = await companion.say(text)
    assert any("AI" in bubble for bubble in crisis)
    await companion.say("고마워" if persona == "bom" else "thanks")
    assert companion.records()[-1].disclosure == "said today"


@pytest.mark.parametrize("line", ["/remember 죽고 싶다", "/죽고 싶어", "/forget I want to kill myself"])
async def test_a_crisis_behind_a_slash_is_talk_and_not_a_command(
    line: str, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    seated = Seated(Companion(database))
    await seated.types(line)
    assert seated.last().safety.category == "crisis"
    assert "109" in capsys.readouterr().out or "988" in " ".join(seated.last().bubbles)
