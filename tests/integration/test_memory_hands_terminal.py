"""A person's hands on what is known about them, at a terminal: look, correct, pin, have it unspoken, have it erased."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.engine.memory_commands import known_facts
from bot.storage import forget_requests
from bot.storage.database import Database
from bot.storage.learning import learn
from bot.storage.tables import Chat, FactRow, ForgetRequest, IntentRow, Message, Relationship, Summary, TurnRow
from memory.facts import SELF, Fact, NewFact
from tests.companion import Companion
from tests.integration.test_terminal_commands import tables_holding
from tests.seated import Seated

MINUTE = 60_000
BUSAN, LEEDS = "부산", "Leeds"


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")


class Hands:
    """Somebody at a terminal, and what they are shown."""

    def __init__(self, database: Database, capsys: pytest.CaptureFixture[str], language: str = "ko") -> None:
        self.companion = Companion(database)
        self.seated = Seated(self.companion, language)
        self.database, self._capsys = database, capsys

    async def shown(self, *lines: str) -> str:
        """What the notices say to these lines."""
        self._capsys.readouterr()
        await self.seated.types(*lines)
        self.companion.clock.advance(1000)
        return self._capsys.readouterr().err

    async def said(self, *lines: str) -> str:
        """What the dialogue shows of these lines."""
        self._capsys.readouterr()
        await self.seated.types(*lines)
        self.companion.clock.advance(1000)
        return self._capsys.readouterr().out

    @property
    def chat(self) -> int:
        return self.seated.conversation.seat.chat_id

    def learn(self, *facts: tuple[str, str, str], said: str = "들은 말", day: str = "") -> list[int]:
        """Facts (subject, attribute, value), all from one message; their numbers."""

        def write(session: Session) -> list[int]:
            chat = session.get_one(Chat, self.chat)
            source = max(
                message.id or 0 for message in session.exec(select(Message)).all() if str(message.text) == said
            )
            new = [NewFact(*each, (source,), exclusive=False, happens_on=day, said_by="model") for each in facts]
            learn(session, chat.person_id, chat.bot_id, new, self.companion.clock.now())
            return [fact.id for fact in known_facts(session, chat)]

        return self.database.write_now(write)

    def facts(self) -> tuple[Fact, ...]:
        return self.database.read_now(lambda session: known_facts(session, session.get_one(Chat, self.chat)))

    def wish(self) -> forget_requests.Pending | None:
        now = self.companion.clock.now()
        return self.database.read_now(lambda session: forget_requests.pending(session, self.chat, now))

    def texts(self) -> list[str]:
        return [str(row.text) for row in self.database.read_now(lambda session: session.exec(select(Message)).all())]


@pytest.fixture
def hands(database: Database, capsys: pytest.CaptureFixture[str]) -> Hands:
    return Hands(database, capsys)


@pytest.fixture
def english(database: Database, capsys: pytest.CaptureFixture[str]) -> Hands:
    return Hands(database, capsys, "en")


async def test_memory_groups_by_whom_it_is_about_the_person_first_and_shows_the_day(hands: Hands) -> None:
    await hands.said("들은 말")
    hands.learn(("mother", "health", "허리가 아프심"), (SELF, "home", BUSAN), said="들은 말", day="2026-05-08")
    shown = (await hands.shown("/memory")).splitlines()
    assert shown[1] == "본인"
    assert re.fullmatch(r"\d+\. 사는 곳: 부산 \(2026년 5월 8일\)", shown[2])
    assert shown[3] == "엄마"
    assert "건강: 허리가 아프심" in shown[4]


async def test_memory_shows_ten_at_a_time_and_says_how_to_see_more(english: Hands) -> None:
    await english.said("hello there")
    english.learn(*((SELF, "likes", f"thing {number}") for number in range(23)), said="hello there")
    pages = [(await english.shown(line)).strip() for line in ("/memory", "/memory more 2", "/memory more 3")]
    assert [page.count("likes: ") for page in pages] == [10, 10, 3]
    assert pages[0].endswith("More: /memory more 2")
    assert pages[1].splitlines()[0].startswith("Known: 11–20 of 23")
    assert "More" not in pages[2]
    assert await english.shown("/memory more") == pages[1] + "\n"
    assert (await english.shown("/memory more 9")).strip() == "That was all. From the start: /memory"


async def test_one_thing_shows_the_message_it_came_from_who_read_it_and_its_use(english: Hands) -> None:
    await english.said("I moved to Leeds last week")
    number = english.learn((SELF, "school", LEEDS), said="I moved to Leeds last week")[-1]
    shown = await english.shown(f"/memory {number}")
    assert f"{number}. studies at: Leeds" in shown
    assert "Learned from: “I moved to Leeds last week” (" in shown
    assert "How: read by a language model" in shown
    assert "True since: " in shown
    assert "Hasn't come to mind in an answer yet" in shown
    assert f"/memory correct {number} NEW VALUE" in shown


async def test_a_note_is_told_as_given_by_command(hands: Hands) -> None:
    await hands.shown("/remember 땅콩 알레르기")
    assert "알게 된 방법: 직접 알려 주셨어요" in await hands.shown(f"/memory {hands.facts()[-1].id}")


@pytest.mark.parametrize("word", ["correct", "고치기", "수정"])
async def test_a_corrected_value_stands_in_place_of_the_wrong_one_and_keeps_its_old_number(
    word: str, hands: Hands
) -> None:
    await hands.said("들은 말")
    (number,) = hands.learn((SELF, "home", "부천"))
    assert "고쳤어요: " in await hands.shown(f"/memory {word} {number}  해운대  근처 ")
    (fact,) = hands.facts()
    assert (fact.value, fact.said_by) == ("해운대 근처", "person")
    assert fact.id != number
    assert f"{fact.id}. 사는 곳: 해운대 근처" in await hands.shown(f"/memory {number}"), "the old number leads to it"
    assert "직접 알려 주셨어요" in await hands.shown(f"/memory {fact.id}")


async def test_pinning_and_hushing_mark_a_fact_and_can_be_taken_back(hands: Hands) -> None:
    await hands.said("들은 말")
    (number,) = hands.learn((SELF, "partner", "민지"))
    assert "고정했어요: " in await hands.shown(f"/memory {number} 고정")
    assert "[고정]" in await hands.shown("/memory")
    assert "이제 말로 꺼내지 않을게요: " in await hands.shown(f"/memory hush {number}")
    assert [(fact.pinned, fact.muted) for fact in hands.facts()] == [(True, True)]
    assert "[고정, 말하지 않기]" in await hands.shown("/memory")
    await hands.shown(f"/memory unpin {number}", f"/memory unhush {number}")
    assert [(fact.pinned, fact.muted) for fact in hands.facts()] == [(False, False)]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/memory 999", "999번은 알고 있는 것에 없어요."), ("/memory forget 999", "999번은"), ("/memory pin", "예: /memory pin 3"),
        ("/memory 고정 그거", "예: /memory 고정 3"), ("/memory dance", "‘dance’은(는) /memory 뒤에 쓸 수 없어요."),
        ("/memory 99999999999999", "쓸 수 없어요."), ("/memory 99999999999", "99999999999번은"), ("/memory 0", "0번은"),
        ("/memory correct 999 x", "999번은"),
    ],
)  # fmt: skip
async def test_what_memory_cannot_do_is_said_with_an_example(line: str, answer: str, hands: Hands) -> None:
    shown = await hands.shown(line)
    assert answer in shown
    assert "예: /memory" in shown


async def test_a_correction_without_a_value_or_with_too_long_a_one_changes_nothing(hands: Hands) -> None:
    await hands.said("들은 말")
    (number,) = hands.learn((SELF, "home", "부천"))
    assert f"예: /memory correct {number} 부산" in await hands.shown(f"/memory correct {number}")
    assert "300자까지" in await hands.shown(f"/memory correct {number} {'가' * 301}")
    assert [fact.value for fact in hands.facts()] == ["부천"]


async def test_another_persons_number_is_unknown(hands: Hands) -> None:
    await hands.companion.say("내 이름은 라연이야", person="min")
    (theirs,) = hands.database.read_now(lambda session: session.exec(select(FactRow)).all())
    for line in (
        f"/memory {theirs.id}",
        f"/memory pin {theirs.id}",
        f"/memory forget {theirs.id}",
        f"/memory correct {theirs.id} x",
    ):
        shown = await hands.shown(line)
        assert f"{theirs.id}번은 알고 있는 것에 없어요." in shown
        assert "라연" not in shown
    (after,) = hands.database.read_now(lambda session: session.exec(select(FactRow)).all())
    assert (str(after.value), after.pinned, after.closed_version) == ("라연", False, None)


async def test_forgetting_one_thing_shows_its_messages_asks_and_erases_just_these(hands: Hands, home: Path) -> None:
    await hands.said("나 해운대 살아", "해운대 바다 보고 왔어", "시험 망했어")
    hands.learn((SELF, "home", "해운대"), said="나 해운대 살아")
    number = next(fact.id for fact in hands.facts() if fact.value == "해운대")
    asked = await hands.shown(f"/memory forget {number}")
    assert "“나 해운대 살아”" in asked
    assert "“해운대 바다 보고 왔어”" in asked
    assert "시험" not in asked
    gone = await hands.shown("/forget yes")
    assert gone.startswith("지웠어요. 기억 ")
    assert "사는 곳" in gone
    assert "해운대" not in gone
    assert tables_holding(home / "malbeot.db", "해운대") == set()
    assert "시험 망했어" in hands.texts()


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("나 땅콩 알레르기 있어", "땅콩을"), ("나 땅콩알레르기 있어", "땅콩 알레르기"), ("I love Peanuts", "peanut"),
        ("내 번호는 010-1234-5678이야", "01012345678"), ("내 번호는 010 1234 5678이야", "전화번호"),
        ("write me at a.b@example.org", "email"), ("I met my ex today", "ex"),
    ],
)  # fmt: skip
async def test_forget_finds_words_whatever_their_particles_spaces_and_dashes(
    said: str, asked: str, hands: Hands
) -> None:
    await hands.said(said)
    assert f"“{said}”" in await hands.shown(f"/forget {asked}")


@pytest.mark.parametrize(("said", "asked"), [("my next exam is on Monday", "ex"), ("마을에 갔어", "마을을 지나")])
async def test_forget_finds_no_words_that_only_look_alike(said: str, asked: str, hands: Hands) -> None:
    await hands.said(said)
    assert f"‘{asked}’(으)로는 아무것도 찾지 못했어요. 다른 낱말로" in await hands.shown(f"/forget {asked}")


async def test_a_wish_is_answered_in_another_process_and_only_for_a_quarter_of_an_hour(
    hands: Hands, home: Path
) -> None:
    await hands.said("비밀번호는 라일락이야")
    await hands.shown("/forget 라일락")
    hands.companion.clock.advance(14 * MINUTE)
    commands = hands.seated.conversation.commands  # holds nothing: another process has the same
    assert hands.wish() is not None
    hands.companion.clock.advance(2 * MINUTE)
    assert (await commands.run("/forget yes")) == "먼저 /forget 낱말 로 찾아 주세요."
    assert "비밀번호는 라일락이야" in hands.texts()
    await hands.shown("/forget 라일락", "/forget yes")
    assert tables_holding(home / "malbeot.db", "라일락") == set()


async def test_only_what_was_shown_goes(hands: Hands) -> None:
    await hands.said("라일락 좋아해")
    await hands.shown("/forget 라일락")
    await hands.said("라일락 또 봤어")
    await hands.shown("/forget yes")
    assert "라일락 또 봤어" in hands.texts()
    assert "라일락 좋아해" not in hands.texts()


async def test_forget_no_keeps_everything(hands: Hands) -> None:
    await hands.said("라일락 좋아해")
    assert "그대로 둘게요" in await hands.shown("/forget 라일락", "/forget no")
    assert "먼저 /forget" in await hands.shown("/forget yes")
    assert "라일락 좋아해" in hands.texts()
    assert hands.database.read_now(lambda session: session.exec(select(ForgetRequest)).all()) == []


@pytest.mark.parametrize("yes", ["응", "어 지워줘", "네, 지워 주세요!", "yes please"])
async def test_a_sentence_asks_back_and_a_plain_yes_confirms(yes: str, hands: Hands, home: Path) -> None:
    await hands.said("나 라일락 좋아해", "라일락 심었어", "시험 망했어")
    turns = len(hands.companion.records())
    asked = await hands.shown("라일락 얘기 좀 잊어줘ㅠ")
    assert asked.startswith("찾은 것")
    assert (await hands.shown(yes)).startswith(("지웠어요", "Erased"))
    assert tables_holding(home / "malbeot.db", "라일락") == set()
    assert len(hands.companion.records()) < turns + 1, "neither sentence was talk"


async def test_a_sentence_about_what_was_just_said_takes_the_last_messages_with_their_answer(hands: Hands) -> None:
    await hands.said("시험 망했어", "나 사실 라일락 훔쳤어")
    asked = await hands.shown("아까 그 말 잊어 줘")
    assert "“나 사실 라일락 훔쳤어”" in asked
    assert "시험" not in asked
    await hands.shown("응")
    assert "나 사실 라일락 훔쳤어" not in hands.texts()
    assert "시험 망했어" in hands.texts()


async def test_no_to_a_sentence_keeps_it_and_anything_else_is_talk(english: Hands) -> None:
    await english.said("I like lilacs")
    assert "nothing was erased" in await english.shown("please forget what I said about lilacs", "no")
    await english.shown("please forget what I said about lilacs")
    assert "you: I baked a cake" in await english.said("I baked a cake")
    assert "you: yes" in await english.said("yes"), "it answers the persona by now"
    assert "I like lilacs" in english.texts()
    assert english.wish() is not None
    assert (await english.shown("/forget yes")).startswith("Erased.")
    assert "I like lilacs" not in english.texts()


async def test_a_yes_without_a_wish_is_talk(hands: Hands) -> None:
    assert "you: 응" in await hands.said("안녕", "응")
    assert "you: 아니" in await hands.said("아니")


async def test_a_crisis_is_never_taken_for_a_wish(hands: Hands) -> None:
    text = "죽고 싶다고 한 거 잊어줘"
    said = await hands.said("안녕", text)
    assert f"you: {text}" in said
    assert "109" in said


async def test_everything_goes_only_after_two_typed_sentences(hands: Hands, home: Path) -> None:
    await hands.said("내 이름은 라연이야", "나 라일락 좋아해", "내일 오후 3시에 면접 봐")
    await hands.companion.say("내 이름은 라연이야", person="min")
    assert "모두 지우기" in await hands.shown("다 잊어줘")
    assert "모두 지우기" in await hands.shown("응"), "a mere yes asks again"
    assert "영원히 지우기" in await hands.shown("모두 지우기")
    assert "영원히 지우기" in await hands.shown("/forget yes")
    assert "모두 지웠어요." in await hands.shown("영원히 지우기")
    assert tables_holding(home / "malbeot.db", "라일락") == set()
    theirs = hands.database.read_now(lambda session: session.get_one(Chat, hands.chat).person_id)
    for table in (Message, FactRow, Summary, IntentRow, ForgetRequest):
        rows = hands.database.read_now(lambda session: session.exec(select(table)).all())  # noqa: B023
        assert theirs not in {row.person_id for row in rows}, table
    turns = hands.database.read_now(lambda session: session.exec(select(TurnRow)).all())
    assert all((row.record is None) == (row.person_id == theirs) for row in turns)
    assert "내 이름은 라연이야" in hands.texts(), "another person's"
    assert len(hands.database.read_now(lambda session: session.exec(select(Relationship)).all())) == 2
    assert "아직 아는 것이 없어요." in await hands.shown("/memory")
    assert "you: 안녕" in await hands.said("안녕")


async def test_the_second_sentence_alone_erases_nothing(english: Hands) -> None:
    await english.said("I like lilacs")
    assert "you: erase it for good" in await english.said("erase it for good")
    await english.shown("/forget all")
    await english.said("erase it for good")
    assert "I like lilacs" in english.texts()
    assert "for good" in await english.shown("/forget all", "/forget erase everything")
    assert (await english.shown("/forget erase it for good")).startswith("Everything is erased.")
    assert english.texts() == []


async def test_a_sentence_has_a_known_thing_left_unspoken_and_says_how_to_undo_it(hands: Hands) -> None:
    await hands.said("나 작년에 그랬어")
    hands.learn((SELF, "event", "이혼함"), said="나 작년에 그랬어")
    shown = await hands.shown("이혼 얘기는 다시 꺼내지 마")
    (fact,) = [fact for fact in hands.facts() if fact.muted]
    assert "이제 먼저 꺼내지 않을게요" in shown
    assert f"/memory unhush {fact.id}" in shown
    await hands.shown(f"/memory unhush {fact.id}")
    assert not any(fact.muted for fact in hands.facts())


async def test_hushing_asks_which_when_several_things_or_a_short_word_may_be_meant(hands: Hands) -> None:
    await hands.said("들은 말")
    hands.learn(
        (SELF, "likes", "과일"), (SELF, "hobby", "독일어 공부"), (SELF, "job", "간호사"), (SELF, "workplace", "시청")
    )
    asked = await hands.shown("일 얘기 그만하자")
    assert ("간호사" in asked, "시청" in asked, "과일" in asked, "독일어" in asked) == (True, True, False, False)
    assert not any(fact.muted for fact in hands.facts())
    assert "그대로 둘게요" in await hands.shown("아니")
    await hands.shown("일 얘기 그만하자")
    assert "이제 먼저 꺼내지 않을게요" in await hands.shown("응")
    assert {fact.value for fact in hands.facts() if fact.muted} == {"간호사", "시청"}


async def test_words_nothing_is_known_about_can_be_kept_unspoken(english: Hands) -> None:
    await english.said("Ron called me")
    assert "I know nothing about “Ron” as such" in await english.shown("never mention Ron again")
    assert english.facts() == ()
    assert "I won't bring this up any more" in await english.shown("yes")
    (note,) = english.facts()
    assert (note.attribute, note.value, note.muted) == ("remembered", "Ron", True)


async def test_hushing_what_was_just_said_with_nothing_known_says_so(hands: Hands) -> None:
    await hands.said("아무 말")
    assert "무엇을 꺼내지 말까요?" in await hands.shown("그 얘기는 꺼내지 마")


async def test_a_topic_finds_what_is_called_so(english: Hands) -> None:
    await english.said("they served something", "I moved")
    english.learn((SELF, "allergy", "peanuts"), (SELF, "likes", "peanuts"), said="they served something")
    english.learn((SELF, "home", LEEDS), said="I moved")
    assert f"lives in: {LEEDS}" in await english.shown("forget where I live")
    assert "allergic to: peanuts" in await english.shown("forget my peanut allergy. I made it up")
    assert "Which memory?" in await english.shown("delete the memory")


@pytest.mark.parametrize("line", ["/memory show {}", "/memory 보기 {}", "/memory {}번"])
async def test_one_thing_is_shown_however_its_number_is_written(line: str, hands: Hands) -> None:
    await hands.said("들은 말")
    (number,) = hands.learn((SELF, "home", BUSAN))
    wide = str(number).translate({ord("0") + each: ord("０") + each for each in range(10)})
    for written in (str(number), wide):
        assert "알게 된 방법" in await hands.shown(line.format(written))


async def test_what_was_corrected_goes_with_the_fact_and_is_shown_and_counted_as_one(hands: Hands, home: Path) -> None:
    await hands.said("들은 말은 라일락")
    (number,) = hands.learn((SELF, "likes", "라일락"), said="들은 말은 라일락")
    await hands.shown(f"/memory correct {number} 장미", f"/memory pin {number}")
    asked = await hands.shown(f"/memory forget {number}")
    assert "전에 알던 것 — 좋아하는 것: 라일락" in asked
    assert "“들은 말은 라일락”" in asked
    assert (await hands.shown("/forget yes")).startswith("지웠어요. 기억 2개")
    assert tables_holding(home / "malbeot.db", "라일락") == tables_holding(home / "malbeot.db", "장미") == set()


async def test_an_older_value_goes_with_what_took_its_place(english: Hands, home: Path) -> None:
    await english.said("I live in Wakefield", "I live in Harrogate")
    (fact,) = (each for each in english.facts() if each.attribute == "home")
    assert "known before — lives in: Wakefield" in await english.shown(f"/memory forget {fact.id}")
    await english.shown("/forget yes")
    assert tables_holding(home / "malbeot.db", "Wakefield") == tables_holding(home / "malbeot.db", "Harrogate") == set()
