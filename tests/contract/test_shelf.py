"""Talks held in memory are what the database holds: new messages, edits, erasures, groups, and room for only so many."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC

import numpy as np
import pytest
from sqlmodel import Session, select

from bot.storage.database import Database
from bot.storage.episodes import SqlTalkStore, keep_vectors
from bot.storage.erasers import Erasure, erase_messages, erase_person
from bot.storage.owned import Owned
from bot.storage.people import touch_talk
from bot.storage.tables import Chat, Message, MessageVector, Revision
from memory.episodes.meaning import Meaning
from memory.shelf import Look, Manner, Shelf, Sight, Whose
from retrieval.embedding import EmbedderUnusable, Matrix, Role
from tests.rows import NOW, Place, place, said

MANNER = Manner("Person", "Bom", "en", UTC)
FIRST = "the green lighthouse opens in May"


class Counting:
    """Embeds by the first letters of words and counts how many texts it was given; fails while `broken`."""

    id, dimensions = "letters-26", 26

    def __init__(self) -> None:
        self.texts, self.broken = 0, False

    def embed(self, texts: Sequence[str], role: Role = "document") -> Matrix:
        if self.broken:
            raise EmbedderUnusable("the server is down.")
        self.texts += len(texts)
        rows = np.zeros((len(texts), 26), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[(ord(word[0]) - ord("a")) % 26] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def here(database: Database) -> Place:
    return database.write_now(place)


def shelf(database: Database, embedder: Counting | None = None, most: int = 1000) -> Shelf:
    return Shelf(SqlTalkStore(database, 1000), Meaning(embedder) if embedder else None, most)


def tell(database: Database, at: Place, *texts: str) -> list[int]:
    return [database.write_now(lambda session: said(session, at, text)) for text in texts]  # noqa: B023


async def look(at: Place, on: Shelf, text: str = "when does the green lighthouse open?", upto: int = 10**6) -> Sight:
    return await on.look(Look(Whose(at.person_id, at.bot_id), text, upto, MANNER))


def texts(sight: Sight) -> list[str]:
    return [each.passage.text for each in sight.found]


async def test_what_was_just_said_is_found_at_once_and_what_came_later_is_not_seen(
    database: Database, here: Place
) -> None:
    on = shelf(database)
    (first,) = tell(database, here, FIRST)
    assert texts(await look(here, on)) == [FIRST]
    (second,) = tell(database, here, "the green lighthouse closed in June")
    assert second > first
    assert set(texts(await look(here, on))) == {FIRST, "the green lighthouse closed in June"}
    assert texts(await look(here, on, upto=first)) == [FIRST]


async def test_an_erased_message_is_gone_from_every_shelf_at_the_next_look(database: Database, here: Place) -> None:
    one, other = shelf(database), shelf(database)
    (message,) = tell(database, here, FIRST)
    assert texts(await look(here, one)) == texts(await look(here, other)) == [FIRST]
    erasure = Erasure(here.person_id, (message,), NOW)
    database.write_now(lambda session: erase_messages(session, erasure))
    assert texts(await look(here, one)) == texts(await look(here, other)) == []


async def test_an_erased_person_leaves_nothing_to_be_found(database: Database, here: Place) -> None:
    on = shelf(database)
    tell(database, here, FIRST)
    assert texts(await look(here, on)) == [FIRST]
    database.write_now(lambda session: erase_person(session, here.person_id))
    assert texts(await look(here, on)) == []


async def test_an_edited_message_is_found_by_its_new_words_only(database: Database, here: Place) -> None:
    on = shelf(database)
    (message,) = tell(database, here, "nothing of note")
    assert texts(await look(here, on)) == []

    def edit(session: Session) -> None:
        words = Owned(here.person_id, FIRST)
        session.add(Revision(person_id=here.person_id, message_id=message, text=words, edited_at=NOW))
        session.get_one(Message, message).edited_at = NOW
        touch_talk(session, here.person_id)

    database.write_now(edit)
    assert texts(await look(here, on)) == [FIRST]


async def test_groups_commands_and_unsaid_bubbles_are_no_talk_and_captions_are(database: Database, here: Place) -> None:
    group, command, unsaid, photo = tell(database, here, FIRST, f"/remember {FIRST}", FIRST, "look")

    def arrange(session: Session) -> None:
        chat = Chat(
            bot_id=here.bot_id, person_id=here.person_id, external_id="g", created_at=NOW, group_id="g"
        )  # fmt: skip
        session.add(chat)
        session.flush()
        session.get_one(Message, group).chat_id = chat.id or 0
        session.get_one(Message, command).kind = "command"
        session.get_one(Message, unsaid).cancelled_by = photo
        attached = json.dumps({"kind": "photo", "caption": "a green lighthouse"})
        session.get_one(Message, photo).attachments = Owned(here.person_id, attached)

    database.write_now(arrange)
    sight = await look(here, shelf(database))
    assert [each.message_id for each in sight.found] == [photo]
    assert texts(sight) == ["look [shares a green lighthouse]"]


async def test_two_persons_and_two_bots_never_share_a_talk(database: Database, here: Place) -> None:
    on = shelf(database)
    other = database.write_now(lambda session: place(session, "min"))
    second_bot = database.write_now(lambda session: place(session, "jisu", "wren"))
    tell(database, here, FIRST)
    assert texts(await look(here, on)) == [FIRST]
    assert texts(await look(other, on)) == texts(await look(second_bot, on)) == []


async def test_vectors_are_made_once_and_read_by_the_next_process(database: Database, here: Place) -> None:
    tell(database, here, FIRST, "a quiet day")
    embedder = Counting()
    sight = await look(here, shelf(database, embedder))
    assert (sight.embedder, embedder.texts) == ("letters-26", 3)
    assert texts(await look(here, shelf(database, embedder))) == texts(sight)
    assert embedder.texts == 4, "the question alone"
    assert len(database.read_now(lambda session: session.exec(select(MessageVector.message_id)).all())) == 2


async def test_an_embedder_that_fails_leaves_the_words_and_says_why(database: Database, here: Place) -> None:
    tell(database, here, FIRST)
    embedder = Counting()
    on = shelf(database, embedder)
    embedder.broken = True
    sight = await look(here, on)
    assert (texts(sight), sight.embedder, sight.problem) == ([FIRST], None, "the server is down.")
    embedder.broken = False
    assert (await look(here, on)).embedder == "letters-26"


async def test_the_longest_unused_talk_goes_first_and_is_read_anew(database: Database, here: Place) -> None:
    on = shelf(database, most=3)
    other = database.write_now(lambda session: place(session, "min"))
    tell(database, here, FIRST, "one", "two")
    tell(database, other, FIRST, "three")
    for at in (here, other, here, other):
        assert FIRST in texts(await look(at, on))
    assert len(on._talks) == 1


async def test_a_vector_that_is_no_number_is_made_anew_and_silences_nothing(database: Database, here: Place) -> None:
    (message,) = tell(database, here, FIRST)
    broken = {message: np.full((1, 26), np.nan, dtype=np.float32)}
    database.write_now(lambda session: keep_vectors(session, here.person_id, Counting.id, broken, 0))
    assert texts(await look(here, shelf(database, Counting()))) == [FIRST]


async def test_the_notice_that_it_is_an_ai_is_nothing_to_remember(database: Database, here: Place) -> None:
    notice = "One thing about the green lighthouse: I'm an AI, not a human."
    database.write_now(lambda session: said(session, here, notice, "persona"))
    tell(database, here, FIRST)
    assert texts(await look(here, shelf(database))) == [FIRST]


def test_vectors_of_a_talk_that_changed_meanwhile_are_not_kept(database: Database, here: Place) -> None:
    (message,) = tell(database, here, FIRST)
    rows = {message: np.ones((1, 4), dtype=np.float32)}
    assert database.write_now(lambda session: keep_vectors(session, here.person_id, "e", rows, 7)) is None
    assert database.write_now(lambda session: keep_vectors(session, here.person_id, "e", rows, 0)) == 1
