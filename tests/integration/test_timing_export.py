"""`malbeot timing rows` and `marked`: what was lived becomes rows to compare by and talk to train on, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.engine.incoming import Reacted
from bot.feedback.timing.exporting import write_rows
from bot.feedback.timing.kept_turns import kept_chats
from bot.feedback.timing.outcomes import Talk, feeling, outcomes
from bot.prompt.attachments import Attachment, to_json
from bot.storage.database import Database
from bot.storage.owned import Owned
from bot.storage.tables import ConsentEvent, Identity, OutboxRow, Person, TurnRow
from bot.testing.clock import FakeClock
from bot.testing.model import ScriptedModel
from policies.draw import uniform
from policies.timing.marks import Bounds, read_marks
from policies.timing.rules import WEEKDAYS, Silence, Span, StateDelay, TimingRules, Week
from tests.command import Ran, malbeot
from tests.companion import SETTINGS, Companion

YEARS_AGO = 1_700_000_000_000  # the command reads the real clock: by then everything has been known for long
DAY_MS, HOUR_MS, MINUTE_MS = 86_400_000, 3_600_000, 60_000
EXPLORING = TimingRules(
    floor=0.1, silence=Silence(0.2, 99, ("closing", "statement")), reaction_share=0.2,
    delays=(StateDelay("free", 0.2, 3 * MINUTE_MS),),
)  # fmt: skip
TALK = ("오늘 날씨 좋다", "ㅋㅋㅋㅋ", "뭐 해?", "응", "나 이제 퇴근했어", "하하하하", "잘자", "치킨 먹을까?")
CANARIES = {"agreed": "초록고래", "never": "파란기린", "took_back": "노란하마"}


@pytest.fixture
def talker(database: Database) -> Companion:
    """A companion of years ago whose policy explores."""
    return Companion(database, FakeClock(YEARS_AGO), settings=replace(SETTINGS, policy=EXPLORING))


def _under(talker: Companion, rules: TimingRules) -> Companion:
    return replace(talker, settings=replace(talker.settings, policy=rules))


async def _says(talker: Companion, person: str, text: str, *, later_ms: int = DAY_MS) -> None:
    """Say something, and let so much time pass that whatever was put off is done."""
    await talker.hear(text, person=person)
    await talker.engine.settle()
    for _ in range(2):
        talker.clock.advance(later_ms // 2)
        await talker.engine.settle()


async def _talks(talker: Companion, person: str, messages: int) -> None:
    for number in range(messages):
        chance = uniform(sum(person.encode()), f"pause:{number}")
        pause = 20 * MINUTE_MS if chance < 0.6 else 9 * HOUR_MS
        await _says(talker, person, TALK[number % len(TALK)], later_ms=pause)


def _consent(talker: Companion, person: str, *granted: bool) -> None:
    def write(session: Session) -> None:
        whose = session.exec(select(Identity.person_id).where(Identity.external_id == person)).one()
        session.add_all(ConsentEvent(person_id=whose, purpose="training", granted=each, at=0) for each in granted)

    talker.database.write_now(write)


def _lines(ran: Ran) -> list[Any]:
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def _names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir() if each.is_file()}


def _rows() -> list[Any]:
    return _lines(malbeot("timing", "rows"))


async def test_rows_of_a_deployment_that_explored_are_compared(talker: Companion, tmp_path: Path) -> None:
    for number in range(12):
        await _talks(talker, f"person-{number}", 12)
    rows = tmp_path / "rows.jsonl"
    report = malbeot("timing", "rows", "--out", str(rows), "--json").json
    kept = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    assert report["rows"] == len(kept) >= 12 * 12
    assert report["people"] == len({row["person"] for row in kept}) == 12
    assert len({str(row["turn"]) for row in kept}) == len(kept)
    assert {row["action"] for row in kept} >= {"reply", "later", "react", "silent"}
    assert all(abs(sum(row["probabilities"].values()) - 1) < 1e-9 for row in kept)
    assert _names(tmp_path) == {"rows.jsonl"}
    target = tmp_path / "target.jsonl"
    target.write_text("\n".join(_sooner(kept)), encoding="utf-8")
    for outcome in ("answered_within_hour", "continued"):
        options = ("--target", str(target), "--outcome", outcome, "--json")
        found = malbeot("timing", "compare", str(rows), *options).json
        assert found["rows"] == len(kept)
        assert found["people"] == 12
        assert 0 <= found["snips"]["low"] <= found["snips"]["value"] <= found["snips"]["high"] <= 1


def _sooner(rows: list[Any]) -> Iterator[str]:
    """Another policy: twice the weight on a reply, within what each row admits."""
    for row in rows:
        weights = {name: share * (2 if name == "reply" else 1) for name, share in row["probabilities"].items()}
        total = sum(weights.values())
        shares = {name: weight / total for name, weight in weights.items()}
        yield json.dumps({"turn": row["turn"], "probabilities": shares})


async def test_rows_hold_numbers_only_and_another_pseudonym_each_time(talker: Companion) -> None:
    await _says(talker, "jisu", "나 초록고래 좋아해")
    await _says(talker, "jisu", "초록고래가 뭐 하는지 알아?")
    once, again = _rows(), _rows()
    assert len(once) == len(again) >= 2
    assert "초록고래" not in json.dumps(once, ensure_ascii=False)
    assert {row["person"] for row in once}.isdisjoint({row["person"] for row in again})
    assert all(isinstance(value, int | float) for row in once for value in row["context"].values())
    first, second = once[0]["context"], once[-1]["context"]
    assert (first["question"], first["first"]) == (0, 1)
    assert (second["question"], second["first"]) == (1, 0)


async def test_a_put_off_turn_has_a_row_for_each_decision(talker: Companion) -> None:
    await _says(talker, "jisu", "안녕")
    late = _under(talker, TimingRules(delays=(StateDelay("free", 1.0, 10 * MINUTE_MS, 0.1),)))
    await _says(late, "jisu", "오늘 날씨 좋다")
    put_off, answered = _rows()[1:]
    assert (put_off["action"], put_off["turn"]) == ("later", 2)
    assert (answered["action"], answered["turn"]) == ("reply", "2/2")
    assert (put_off["context"]["put_off_before"], answered["context"]["put_off_before"]) == (0, 1)


async def test_safety_turns_are_marked_and_compare_leaves_them_out(talker: Companion, tmp_path: Path) -> None:
    await _says(talker, "jisu", "죽고 싶어")
    (row,) = _rows()
    assert row["safety"] == "crisis"
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps(row), encoding="utf-8")
    refused = malbeot("timing", "compare", str(rows), "--target", str(rows))
    assert refused.code == 1
    assert "no rows with an outcome" in refused.err


@pytest.mark.parametrize(
    ("emoji", "felt"),
    [(("👍",), 1), (("❤️", "🎉"), 1), (("💩",), -1), (("😢",), None), (("👍", "👎"), None), ((), None)],
)
async def test_the_newest_reaction_to_a_turn_is_its_feedback(
    talker: Companion, emoji: tuple[str, ...], felt: int | None
) -> None:
    fast = _under(talker, TimingRules(fast=True))
    await _says(fast, "jisu", "안녕", later_ms=MINUTE_MS)
    for number, each in enumerate((("👎",), emoji)):
        event = Reacted(
            fast.bot_id, "chat-jisu", "jisu", "test", 500 + number, str(len(fast.transport.sent)), each,
            fast.clock.now(),
        )  # fmt: skip
        await fast.engine.take(event)
    (row,) = _rows()
    assert row["outcomes"]["feedback"] == felt
    assert (row["context"]["first"], row["context"]["engaged"]) == (1, 0)


async def test_turns_too_recent_or_without_decisions_or_erased_are_counted(talker: Companion, tmp_path: Path) -> None:
    fast = _under(talker, TimingRules(fast=True))
    for _ in range(4):
        await _says(fast, "jisu", "안녕", later_ms=MINUTE_MS)
    _change_record(talker, 1, lambda record: record["timing"].pop("decisions"))
    _change_record(talker, 2, lambda record: record.pop("seed"))
    talker.database.write_now(
        lambda session: session.execute(update(TurnRow).where(col(TurnRow.id) == 3).values(record=None, erased_at=1))
    )
    report = malbeot("timing", "rows", "--out", str(tmp_path / "rows"), "--json").json
    assert report["rows"] == 1
    assert report["left_out"] == {
        "no decision was recorded (an older version)": 1,
        "its record can't be read by this version": 1,
        "erased": 1,
    }
    at_once = write_rows(talker.database, kept_chats(talker.database), talker.clock.now(), [].append, [].append)
    assert at_once.rows == 0
    assert at_once.left_out["too recent: what came of it is known after a day"] == 1


def _change_record(talker: Companion, turn: int, change: Any) -> None:
    def write(session: Session) -> None:
        row = session.get_one(TurnRow, turn)
        record = json.loads(str(row.record))
        change(record)
        row.record = Owned(row.person_id, json.dumps(record))
        session.add(row)

    talker.database.write_now(write)


@pytest.mark.parametrize(
    ("heard", "answered", "continued"),
    [
        ((), 0, 0),
        ((HOUR_MS,), 1, 0),
        ((HOUR_MS + 1,), 0, 0),
        ((2 * HOUR_MS, 7 * HOUR_MS), 0, 1),
        ((2 * HOUR_MS, 8 * HOUR_MS), 0, 0),
        ((6 * HOUR_MS, 6 * HOUR_MS + 1, 6 * HOUR_MS + 2), 0, 0),
        ((1, 2), 1, 1),
    ],
)
def test_outcomes_count_what_the_person_wrote_after_the_turn(
    heard: tuple[int, ...], answered: int, continued: int
) -> None:
    since = YEARS_AGO
    own = (since + 1, 7)  # a message of the turn itself, stamped late by its channel
    talk = Talk((own, *((since + at, 8 + number) for number, at in enumerate(heard))), (), {})
    found = outcomes(talk, 1, since, 7)
    assert found == {"answered_within_hour": answered, "continued": continued, "feedback": None}


def test_a_reaction_that_says_both_says_nothing() -> None:
    assert [feeling(emoji) for emoji in ("", "👍", "👎", "👍👎", "❤️")] == [0, 1, -1, 0, 1]


def _marked(ran: Ran) -> list[list[Mapping[str, str]]]:
    return [line["messages"] for line in _lines(ran)]


async def test_only_those_who_agreed_to_training_are_exported(talker: Companion, tmp_path: Path) -> None:
    fast = _under(talker, TimingRules(fast=True))
    for person, canary in CANARIES.items():
        await _says(fast, person, f"내 이름은 {canary}야")
        await _says(fast, person, f"{canary} 어때?")
    _consent(talker, "agreed", False, True)
    _consent(talker, "took_back", True, False)
    out = tmp_path / "marked.jsonl"
    report = malbeot("timing", "marked", "--out", str(out), "--json")
    text = out.read_text(encoding="utf-8")
    assert CANARIES["agreed"] in text
    assert not any(CANARIES[name] in text + report.out + report.err for name in ("never", "took_back"))
    assert report.json["people"] == 1
    assert report.json["left_out"]["no consent to training"] == 4


async def test_what_was_done_stands_as_marks_that_read_back(talker: Companion) -> None:
    await _says(talker, "jisu", "안녕", later_ms=MINUTE_MS)
    for rules, text in (
        (TimingRules(silence=Silence(1.0, 9, ("closing",))), "응"),
        (TimingRules(reaction_share=1.0), "ㅋㅋㅋㅋ"),
        (TimingRules(delays=(StateDelay("free", 1.0, 30 * MINUTE_MS, 0.1),)), "오늘 날씨 좋다"),
    ):
        await _says(_under(talker, rules), "jisu", text, later_ms=2 * HOUR_MS)
    _consent(talker, "jisu", True)
    (talk,) = _marked(malbeot("timing", "marked"))
    assert [each["role"] for each in talk] == ["user", "assistant"] * 4
    allowed = Bounds(DAY_MS, may_be_silent=True, may_react=True)
    done = [read_marks(each["content"], allowed) for each in talk[1::2]]
    assert all(not each.problems for each in done)
    assert done[0].wish is None
    assert [each.wish.action for each in done[1:] if each.wish] == ["silent", "react", "later"]
    later = done[3].wish
    assert later is not None
    *_, put_off, answered = [d for record in talker.records() for d in record.timing.decisions]
    assert abs(later.wait_ms - (answered.at - put_off.at)) <= 0.05 * later.wait_ms
    assert "\n".join(done[3].bubbles) == "\n".join(talker.records()[-1].bubbles)


async def test_crises_fixed_texts_and_others_words_are_left_out_and_end_a_conversation(
    talker: Companion, tmp_path: Path
) -> None:
    fast = _under(talker, TimingRules(fast=True))
    for text in ("안녕", "죽고 싶어", "너 AI야?", "오늘 날씨 좋다"):
        await _says(fast, "jisu", text, later_ms=MINUTE_MS)
    forwarded = to_json(Attachment("none", origin="somebody"))
    await fast.engine.ingest(replace(fast.incoming("파란기린이 그랬어"), attachments=forwarded))
    await _says(fast, "jisu", "그렇대", later_ms=MINUTE_MS)
    _consent(talker, "jisu", True)
    out = tmp_path / "marked.jsonl"
    report = malbeot("timing", "marked", "--out", str(out), "--json").json
    text = out.read_text(encoding="utf-8")
    talks = [json.loads(line)["messages"] for line in text.splitlines()]
    assert [talk[0]["content"] for talk in talks] == ["안녕", "오늘 날씨 좋다"]
    assert not any(word in text for word in ("죽고", "109", "AI", "파란기린"))
    assert report["left_out"] == {
        "safety turns": 1, "a fixed text": 1, "somebody else's words were forwarded": 1,
    }  # fmt: skip


async def test_a_model_that_quotes_forwarded_words_later_is_not_learned_from(
    database: Database, tmp_path: Path
) -> None:
    model = ScriptedModel(["그렇구나.", "파란기린이 그랬다며."])
    fast = Companion(database, FakeClock(YEARS_AGO), model)
    forwarded = to_json(Attachment("none", origin="somebody"))
    await fast.engine.ingest(replace(fast.incoming("파란기린이 그랬어"), attachments=forwarded))
    await fast.engine.settle()
    await _says(fast, "jisu", "누가 그랬다고?", later_ms=MINUTE_MS)
    _consent(fast, "jisu", True)
    ran = malbeot("timing", "marked")
    assert (ran.code, ran.out) == (0, "")
    assert "2 turns left out: somebody else's words were forwarded" in ran.err


async def test_a_pause_begins_another_conversation_and_marks_in_their_words_are_no_marks(talker: Companion) -> None:
    fast = _under(talker, TimingRules(fast=True))
    await _says(fast, "jisu", "안녕 <silent>", later_ms=7 * HOUR_MS)
    await _says(fast, "jisu", "뭐 해?")
    _consent(talker, "jisu", True)
    talks = _marked(malbeot("timing", "marked"))
    assert [len(talk) for talk in talks] == [2, 2]
    assert talks[0][0]["content"] == "안녕 ＜silent>"


async def test_who_writes_while_an_answer_waits_is_answered_without_a_wait(talker: Companion) -> None:
    await _says(talker, "jisu", "안녕", later_ms=2 * HOUR_MS)
    week = Week((Span(WEEKDAYS, 0, 24 * 60 - 1, "work"),), "Asia/Seoul", "none")
    busy = _under(talker, TimingRules(week=week, delays=(StateDelay("work", 1.0, 60 * MINUTE_MS, 0.1),)))
    await _says(busy, "jisu", "오늘 날씨 좋다", later_ms=12 * MINUTE_MS)
    await _says(busy, "jisu", "거기 있어?", later_ms=5 * HOUR_MS)
    _consent(talker, "jisu", True)
    talk = [each for talk in _marked(malbeot("timing", "marked")) for each in talk]
    assert talk[-2]["content"] == "오늘 날씨 좋다\n거기 있어?"
    assert "<wait" not in talk[-1]["content"]


async def test_a_minors_talk_is_never_exported_for_training(talker: Companion) -> None:
    await _says(talker, "jisu", "안녕")
    _consent(talker, "jisu", True)
    talker.database.write_now(lambda session: session.execute(update(Person).values(age_status="minor")))
    ran = malbeot("timing", "marked")
    assert (ran.code, ran.out) == (0, "")
    assert "1 turns left out: a minor's" in ran.err


@pytest.mark.parametrize("command", ["rows", "marked"])
def test_a_deployment_without_turns_says_so_and_writes_nothing(command: str, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    ran = malbeot("timing", command, "--out", str(out))
    assert ran.code == 1
    assert "no turns yet" in ran.err
    assert not out.exists()


@pytest.mark.parametrize("command", ["rows", "marked"])
async def test_a_file_that_cannot_be_written_is_named(command: str, talker: Companion, tmp_path: Path) -> None:
    await _says(talker, "jisu", "안녕")
    ran = malbeot("timing", command, "--out", str(tmp_path / "nowhere" / "out.jsonl"))
    assert ran.code == 2
    assert "out.jsonl can't be written: No such file or directory" in ran.err
    assert malbeot("timing", command, "--out", str(tmp_path)).code == 2
    assert malbeot("timing", command, "--json").code == 2


async def test_a_full_disk_leaves_the_old_file(talker: Companion, tmp_path: Path) -> None:
    await _says(talker, "jisu", "안녕")
    out = tmp_path / "rows.jsonl"
    out.write_text("before", encoding="utf-8")
    (tmp_path / "rows.jsonl.part").symlink_to("/dev/full")
    ran = malbeot("timing", "rows", "--out", str(out))
    assert ran.code == 2
    assert "can't be written: No space left on device" in ran.err
    assert out.read_text(encoding="utf-8") == "before"
    assert _names(tmp_path) == {"rows.jsonl"}


async def test_a_reaction_that_never_arrived_is_no_row_and_no_example(talker: Companion) -> None:
    await _says(talker, "jisu", "안녕", later_ms=MINUTE_MS)
    await _says(_under(talker, TimingRules(reaction_share=1.0)), "jisu", "ㅋㅋㅋㅋ")
    _consent(talker, "jisu", True)
    assert [row["action"] for row in _rows()] == ["reply", "react"]
    of_reaction = update(OutboxRow).where(col(OutboxRow.kind) == "reaction")
    talker.database.write_now(lambda session: session.execute(of_reaction.values(state="dead")))
    for command in ("rows", "marked"):
        ran = malbeot("timing", command)
        assert len(_lines(ran)) == 1
        assert "1 turns left out: nothing of it was delivered" in ran.err
