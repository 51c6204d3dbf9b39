"""Talk without a model: what came before, what came instead of words, nothing said twice, and who compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.conversation import Talk
from bot.feedback.replay import Replay
from bot.prompt.tokens import ByteCounter
from bot.storage.database import Database
from bot.storage.turns import list_turns
from bot.turn.given import Message
from bot.turn.group_indexes import HeldIndexes
from bot.turn.group_source import answer_from_groups
from bot.turn.reading import read
from bot.turn.record import TurnRecord
from bot.turn.run import Deps
from retrieval.endpoint import EndpointEmbedder
from retrieval.groups import sentences_of
from retrieval.shipped import Embedded, Replaced
from tests.companion import INDEXES, SETTINGS, SHELF, Companion
from tests.embeddings import embeddings_server

KINDS = ("start", "photo", "sticker", "voice", "audio", "video", "document", "location", "contact", "poll")


async def send(companion: Companion, kind: str, text: str = "", person: str = "jisu") -> TurnRecord:
    """Something that is not just text, answered; the record."""
    plain = companion.incoming(text, person=person)
    attached = None if kind == "start" else f'{{"kind": "{kind}"}}'
    await companion.engine.ingest(replace(plain, kind=kind, attachments=attached))
    await companion.engine.settle()
    companion.clock.advance(1000)
    return companion.records()[-1]


@pytest.mark.parametrize("persona", ["bom", "wren"])
@pytest.mark.parametrize("language", ["ko", "en"])
async def test_what_comes_instead_of_words_is_answered_as_what_it_is(
    database: Database, persona: str, language: str
) -> None:
    companion = Companion(database, persona=persona)
    await companion.say("안녕" if language == "ko" else "hello there")
    names = {kind: (await send(companion, kind)).cache for kind in KINDS}
    assert {cache.verdict for cache in names.values()} == {"served"}
    expected = {"audio": "voice", "poll": "contact"}
    assert all((names[kind].group or "").startswith(expected.get(kind, kind)) for kind in KINDS)


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_the_first_hello_introduces_itself_and_says_what_it_is(database: Database, language: str) -> None:
    settings = replace(Companion(database).settings, language=language)
    record = await send(Companion(database, settings=settings, persona="wren"), "start")
    assert (record.language, record.cache.group) == (language, "start.hello")
    assert "AI" in " ".join(record.bubbles) or "인공지능" in " ".join(record.bubbles)


@pytest.mark.parametrize(
    ("kind", "caption", "group"),
    [("photo", "이거 봐봐", "photo.look"), ("photo", "시험 망했어", "exam.bad"), ("text", "이거 봐봐", None)],
)
async def test_a_caption_is_heard_before_the_picture(
    database: Database, kind: str, caption: str, group: str | None
) -> None:
    companion = Companion(database)
    await companion.say("안녕")
    record = await send(companion, kind, caption)
    assert record.cache.group == group if group else not (record.cache.group or "").startswith("photo")


@pytest.mark.parametrize(
    ("persona", "language", "asked", "told", "words"),
    [
        ("bom", "ko", "밥은 먹었어?", "오늘 비가 와.", {"응": "none.yes", "아니": "none.no", "왜?": "why.asked"}),
        (
            "wren",
            "ko",
            "식사는 하셨어요?",
            "비가 오네요.",
            {"네": "none.yes", "아니요": "none.no", "왜요?": "why.asked"},
        ),
        ("bom", "en", "Have you eaten?", "It's raining.", {"yes": "none.yes", "no": "none.no", "why?": "why.asked"}),
        ("wren", "en", "Have you eaten?", "It rains.", {"yeah": "none.yes", "nope": "none.no", "why": "why.asked"}),
    ],
)
def test_yes_no_and_why_are_answered_by_what_came_before(
    persona: str, language: str, asked: str, told: str, words: dict[str, str]
) -> None:
    for said, group in words.items():
        assert answered(persona, language, asked, said) == group
        assert answered(persona, language, told, said).split(".")[0] in ("agree", "disagree", "why")


def answered(persona: str, language: str, before: str, said: str) -> str:
    """The group that answers `said` after the persona said `before`."""
    snapshot = SHELF.get(persona)
    talk = Talk(snapshot, SETTINGS, language, seed=1, messages=[Message(1, "persona", "text", before, 0)])
    given = talk.given(said)
    reading = read(given)
    index = INDEXES.get(snapshot, language, reading.speech_level)
    return str(answer_from_groups(given, reading, index, {}).cache.group)


async def test_no_sentence_is_said_twice_even_when_it_stands_in_two_replies(database: Database) -> None:
    companion = Companion(database)
    heard: list[str] = []
    for _ in range(3):
        for line in ("안녕", "뭐해?", "배고파", "심심해", "ㅋㅋㅋ", "응", "고마워", "시험 망했어", "모르는 말 보라색"):
            heard += [sentence for bubble in await companion.say(line) for sentence in sentences_of(bubble)]
    assert len(heard) == len(set(heard))


async def test_what_the_guards_held_against_a_group_stands_in_the_record(database: Database) -> None:
    companion = Companion(database)
    await companion.say("내일 8시에 깨워줘")
    reasons = [each.reason for each in companion.records()[-1].candidates if each.kind == "group"]
    assert any("number: 8 hour" in reason for reason in reasons)


class Compared(Companion):
    """A companion whose messages are compared by an endpoint."""

    url: str = ""

    def deps(self) -> Deps:
        embedder = EndpointEmbedder(self.url, "letters", timeout_s=1)
        return replace(super().deps(), indexes=HeldIndexes(Replaced(embedder, Embedded())))


@pytest.mark.loopback
async def test_a_dead_embeddings_server_is_stood_in_for_and_every_turn_replays_the_same(database: Database) -> None:
    with embeddings_server() as server:
        companion = Compared(database)
        companion.url = server.url
        companion.engine = companion.new_engine()
        await companion.say("배고파")
        server.dead = True
        await companion.say("I'm so hungry")
        with_server, without = (record.versions for record in companion.records())
        assert with_server.embedder.startswith("endpoint-letters@127.0.0.1")
        assert with_server.embedder_problem is None
        assert without.embedder.startswith("minilm-int8")
        assert "embeddings server 127.0.0.1" in str(without.embedder_problem)
        assert "hungry" not in str(without.embedder_problem)

        server.dead = False
        embedder = EndpointEmbedder(server.url, "letters")
        replay = Replay(database, HeldIndexes(Replaced(embedder, Embedded())), ByteCounter(0.4))
        ids = [row.id or 0 for row in database.read_now(lambda session: list_turns(session, 10))]
        report = await replay.run(ids)
        assert (report.identical, report.differing) == (2, ())


@pytest.mark.parametrize(
    ("said", "taken_up"),
    [
        ("my landlord painted the hallway green", ("Your landlord painted the hallway green", "They did")),
        ("the parcel had two left shoes", ("The parcel had two left shoes", "The parcel did", "Two left shoes")),
    ],
)
@pytest.mark.parametrize("persona", ["bom", "wren"])
def test_english_news_no_group_knows_is_mostly_given_back_in_its_own_words(
    persona: str, said: str, taken_up: tuple[str, ...]
) -> None:
    texts = [first_reply(persona, said, seed) for seed in range(20)]
    own = [text for text in texts if text.startswith(taken_up)]
    assert len(own) > len(texts) / 2


def first_reply(persona: str, said: str, seed: int) -> str:
    """What an English persona says to the first message of a chat."""
    snapshot = SHELF.get(persona)
    given = Talk(snapshot, SETTINGS, "en", seed=seed).given(said)
    return answer_from_groups(given, read(given), INDEXES.get(snapshot, "en", "plain"), {}).texts[0]
