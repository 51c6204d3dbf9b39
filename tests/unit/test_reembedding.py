"""Vectors made anew when the embedder has changed: all of them, resumably, and never mixed with those of others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.errors import DatabaseBusy
from bot.storage.database import Database, T, Transaction
from bot.storage.episodes import SqlTalkStore, keep_vectors, rows_in
from bot.storage.erasers import erase_person
from bot.storage.owned import Owned
from bot.storage.people import touch_talk
from bot.storage.reembedding import SqlVectors, holdings, of_others_only, talks
from bot.storage.tables import Chat, Revision
from memory.episodes.meaning import Meaning
from memory.episodes.passages import LONGEST
from memory.reembedding import Progress, Reembedding
from memory.shelf import Look, Manner, Shelf, Whose
from retrieval.embedding import EmbedderUnusable, Matrix, Role
from tests.command import malbeot
from tests.embeddings import embeddings_server, letters
from tests.rows import Place, place, said

MANNER = Manner("Person", "Wren", "en", UTC)
TALK = [f"{word} and some more of it" for word in ("apples", "bears", "cellos", "dunes", "eels", "figs", "geese")]


class Letters:
    """Vectors a test can reckon with; knows what is ASCII."""

    def __init__(self, id: str = "letters", width: int = 27) -> None:
        self.id, self.width = id, width
        self.heard: list[str] = []
        self.broken = False

    def embed(self, texts: Sequence[str], role: Role = "document") -> Matrix:
        if self.broken:
            raise EmbedderUnusable("gone", fix="start it")
        self.heard.extend(texts)
        rows = np.array([letters(each)[-self.width :] for each in texts], dtype=np.float32).reshape(-1, self.width)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    def knows(self, said: str) -> bool:
        return said.isascii()


def talked(database: Database, texts: Sequence[str] = TALK, person: str = "jisu") -> tuple[Place, list[int]]:
    at = database.write_now(lambda session: place(session, person))
    return at, database.write_now(lambda session: [said(session, at, each) for each in texts])


def reembed(
    database: Database,
    embedder: Letters,
    *,
    person: int | None = None,
    keep_old: bool = False,
    batch: int = 3,
    tell: Callable[[int], None] = lambda done: None,
    store: SqlVectors | None = None,
) -> Progress:
    work = Reembedding(store or SqlVectors(database), Meaning(embedder), lambda persona, language: MANNER, batch)
    found = database.read_now(lambda session: talks(session, person))
    work.run(found, keep_old=keep_old, tell=tell)
    return work.progress


def kept(database: Database, embedder: str = "letters") -> dict[int, tuple[int, int | None]]:
    """Width and number of the vectors, by message."""
    query = text("SELECT message_id, dimensions, length(data) FROM message_vectors WHERE embedder = :of")
    rows = database.read_now(lambda session: session.execute(query, {"of": embedder}).all())  # type: ignore[call-overload]
    return {message_id: (width, rows_in(size, width)) for message_id, width, size in rows}


def run_sql(database: Database, statement: str, **of: Any) -> None:
    database.write_now(lambda session: session.execute(text(statement), of) and None)  # type: ignore[call-overload]


def look(database: Database, embedder: Letters, at: Place, words: str, upto: int) -> tuple[list[int], str | None]:
    """Messages found, and by which embedder."""
    shelf = Shelf(SqlTalkStore(database, 1000), Meaning(embedder), 1000)
    sight = asyncio.run(shelf.look(Look(Whose(at.person_id, at.bot_id), words, upto, MANNER)))
    return [each.message_id for each in sight.found], sight.embedder


def test_every_message_of_a_private_chat_gets_its_vectors_as_it_reads_now(database: Database) -> None:
    at, ids = talked(database, [*TALK, "one sentence of many. " * (3 * LONGEST // 20)])

    def change(session: Session) -> None:
        session.execute(text("UPDATE messages SET kind = 'command' WHERE id = :id"), {"id": ids[0]})  # type: ignore[call-overload]
        session.execute(text("UPDATE messages SET edited_at = 1 WHERE id = :id"), {"id": ids[1]})  # type: ignore[call-overload]
        words = Owned(at.person_id, "lions now")
        session.add(Revision(person_id=at.person_id, message_id=ids[1], text=words, edited_at=1))

    database.write_now(change)
    embedder = Letters()
    progress = reembed(database, embedder)
    found = kept(database)
    assert sorted(found) == ids[1:]
    assert found[ids[1]] == (27, 1)
    assert found[ids[-1]][1] == 4
    assert (progress.made, progress.had, progress.unknown) == (7, 0, 0)
    assert "Person: lions now" in embedder.heard
    assert "Person: bears and some more of it" not in embedder.heard


def test_what_is_said_in_a_group_gets_none(database: Database) -> None:
    at, _ = talked(database)
    database.write_now(lambda session: setattr(session.get_one(Chat, at.chat_id), "group_id", "g"))
    assert reembed(database, Letters()).messages == 0
    assert kept(database) == {}


def test_a_search_afterwards_embeds_nothing_but_the_question(database: Database) -> None:
    at, ids = talked(database)
    reembed(database, Letters())
    embedder = Letters()
    found, by = look(database, embedder, at, "bears and some", ids[-1])
    assert embedder.heard == ["bears and some"]
    assert (found[0], by) == (ids[1], "letters")


def test_a_second_run_makes_only_what_is_missing(database: Database) -> None:
    at, ids = talked(database)
    reembed(database, Letters())
    database.write_now(lambda session: said(session, at, "one more"))
    embedder = Letters()
    progress = reembed(database, embedder)
    assert (progress.had, progress.made) == (len(ids), 1)
    assert embedder.heard == ["width", "Person: one more"]


def test_a_run_that_is_ended_keeps_what_it_made_and_deletes_nothing(database: Database) -> None:
    _, ids = talked(database)
    reembed(database, Letters("old"))

    def end(done: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reembed(database, Letters(), batch=2, tell=end)
    assert sorted(kept(database)) == ids[:4]
    assert sorted(kept(database, "old")) == ids
    progress = reembed(database, Letters(), batch=2)
    assert (progress.had, progress.made, progress.dropped) == (4, 3, 7)
    assert sorted(kept(database)) == ids
    assert kept(database, "old") == {}


def test_an_embedder_that_fails_midway_costs_no_old_vector(database: Database) -> None:
    _, ids = talked(database)
    reembed(database, Letters("old"))
    embedder = Letters()
    with pytest.raises(EmbedderUnusable):
        reembed(database, embedder, tell=lambda done: setattr(embedder, "broken", True))
    assert sorted(kept(database, "old")) == ids
    assert sorted(kept(database)) == ids[:3]


def test_old_vectors_are_kept_when_that_is_asked_for(database: Database) -> None:
    _, ids = talked(database)
    reembed(database, Letters("old"))
    assert reembed(database, Letters(), keep_old=True).dropped == 0
    assert sorted(kept(database, "old")) == sorted(kept(database)) == ids


def test_what_was_said_after_the_run_had_passed_keeps_its_old_vectors(database: Database) -> None:
    at, ids = talked(database)
    _, others = talked(database, person="min")
    reembed(database, Letters("old"))
    late: list[int] = []

    def speak(done: int) -> None:
        if done == len(ids) + len(others):
            late.append(database.write_now(lambda session: said(session, at, "late words")))
            vectors = {late[0]: Letters("old").embed(["late words"])}
            version = database.read_now(lambda session: _version(session, at))
            database.write_now(lambda session: keep_vectors(session, at.person_id, "old", vectors, version))

    reembed(database, Letters(), tell=speak)
    assert list(kept(database, "old")) == late


def _version(session: Session, at: Place) -> int:
    return int(session.execute(text(f"SELECT talk_version FROM persons WHERE id = {at.person_id}")).scalar_one())  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE message_vectors SET data = substr(data, 1, 30) WHERE message_id = :id",
        "UPDATE message_vectors SET dimensions = 5 WHERE message_id = :id",
        "UPDATE message_vectors SET dimensions = 0 WHERE message_id = :id",
        "UPDATE message_vectors SET dimensions = 9 WHERE message_id = :id",  # 27 = 3 x 9: three vectors for one passage
        "UPDATE message_vectors SET data = zeroblob(216) WHERE message_id = :id",
        "UPDATE message_vectors SET dimensions = -27 WHERE message_id = :id",
    ],
)
def test_a_vector_of_the_wrong_size_is_passed_over_and_made_anew(database: Database, damage: str) -> None:
    at, ids = talked(database)
    reembed(database, Letters())
    run_sql(database, damage, id=ids[2])
    embedder = Letters()
    assert look(database, embedder, at, "bears and some", ids[1])[0][0] == ids[1]
    assert kept(database)[ids[2]] != (27, 1), "not looked at yet"
    look(database, embedder, at, "bears and some", ids[-1])
    assert embedder.heard[-1] == "Person: cellos and some more of it"
    assert kept(database)[ids[2]] == (27, 1)
    run_sql(database, damage, id=ids[2])
    assert reembed(database, Letters()).made == 1
    assert kept(database)[ids[2]] == (27, 1)


def test_vectors_of_another_embedder_are_never_compared(database: Database) -> None:
    at, ids = talked(database)
    reembed(database, Letters("old"))
    run_sql(database, "UPDATE message_vectors SET data = zeroblob(108)")  # would be found useless if they were read
    embedder = Letters("new")
    found, by = look(database, embedder, at, "bears and some", ids[-1])
    assert (found[0], by) == (ids[1], "new")
    assert len(embedder.heard) == 1 + len(ids)
    assert set(kept(database, "old")) == set(kept(database, "new")) == set(ids)


def test_a_model_that_changed_its_width_under_one_name_is_followed(database: Database) -> None:
    at, ids = talked(database)
    embedder = Letters()
    shelf = Shelf(SqlTalkStore(database, 1000), Meaning(embedder), 1000)
    for width in (27, 20, 27):
        embedder.width = width
        asked = Look(Whose(at.person_id, at.bot_id), "bears and some", ids[-1], MANNER)
        assert asyncio.run(shelf.look(asked)).embedder == "letters"
        assert set(kept(database).values()) == {(width, 1)}
    embedder.width = 20
    assert reembed(database, embedder).made == len(ids)


def test_what_the_embedder_does_not_know_is_noted_without_a_vector(database: Database) -> None:
    at, ids = talked(database, ["고양이를 키워요", *TALK])
    progress = reembed(database, Letters(), batch=1)
    assert (progress.made, progress.unknown) == (len(ids), 1)
    assert kept(database)[ids[0]] == (27, 0)
    embedder = Letters()
    assert look(database, embedder, at, "bears and some", ids[-1])[1] == "letters"
    assert embedder.heard == ["bears and some"]
    assert reembed(database, Letters()).made == 0


def test_a_search_notes_what_the_embedder_does_not_know_without_a_vector(database: Database) -> None:
    at, ids = talked(database, ["고양이를 키워요", "개도 키워요"])
    assert look(database, embedder := Letters(), at, "bears and some", ids[-1])[1] == "letters"
    assert embedder.heard == ["bears and some"]
    assert kept(database) == dict.fromkeys(ids, (27, 0))


def test_words_edited_while_they_are_embedded_are_embedded_again(database: Database) -> None:
    at, ids = talked(database)

    class Edited(SqlVectors):
        edits = 0

        def keep(self, talk: Any, embedder: str, vectors: dict[int, Matrix], version: int) -> bool:
            if ids[1] in vectors and not self.edits:
                self.edits += 1
                words = Owned(at.person_id, "zebras")
                database.write_now(lambda session: (_edit(session, ids[1], words), touch_talk(session, at.person_id)))
            return super().keep(talk, embedder, vectors, version)

    embedder = Letters()
    progress = reembed(database, embedder, store=Edited(database))
    assert progress.messages == len(ids)
    assert embedder.heard.count("Person: zebras") == 1
    query = text("SELECT data FROM message_vectors WHERE message_id = :id")
    data = database.read_now(lambda session: session.execute(query, {"id": ids[1]}).scalar_one())  # type: ignore[call-overload]
    assert np.frombuffer(data, "<f4") == pytest.approx(Letters().embed(["Person: zebras"])[0])


def _edit(session: Session, message_id: int, words: Owned) -> None:
    session.execute(text("UPDATE messages SET text = :words WHERE id = :id"), {"words": str(words), "id": message_id})  # type: ignore[call-overload]


def test_whoever_holds_the_talk_in_memory_reads_the_new_vectors(database: Database) -> None:
    at, _ = talked(database, [f"{word} {n}" for n in range(8) for word in TALK])
    shelf = Shelf(SqlTalkStore(database, 1000), Meaning(embedder := Letters()), 1000)
    asked = Look(Whose(at.person_id, at.bot_id), "bears and some", 1000, MANNER)
    asyncio.run(shelf.look(asked))
    reembed(database, Letters())
    embedder.heard.clear()
    asyncio.run(shelf.look(asked))
    assert embedder.heard == ["bears and some"]


def test_only_one_persons_are_made_when_that_is_asked_for(database: Database) -> None:
    at, ids = talked(database)
    talked(database, person="min")
    reembed(database, Letters(), person=at.person_id)
    assert sorted(kept(database)) == ids


def test_a_person_erased_meanwhile_is_passed_over(database: Database) -> None:
    at, ids = talked(database)
    _, others = talked(database, person="min")

    def erase(done: int) -> None:
        if done == 3:
            database.write_now(lambda session: erase_person(session, at.person_id) and None)

    reembed(database, Letters(), tell=erase)
    assert sorted(kept(database)) == others
    assert ids


def test_a_busy_database_is_asked_again(database: Database) -> None:
    _, ids = talked(database)

    class Busy:
        """The database, with another process writing now and then."""

        refusals = 0

        def read_now(self, fn: Transaction[T]) -> T:
            return database.read_now(fn)

        def write_now(self, fn: Transaction[T]) -> T:
            self.refusals += 1
            if self.refusals % 3:
                raise DatabaseBusy("database: another process writes")
            return database.write_now(fn)

    reembed(database, Letters(), store=SqlVectors(Busy()))  # type: ignore[arg-type]
    assert sorted(kept(database)) == ids


def test_the_command_makes_them_and_says_how_many(database: Database) -> None:
    talked(database, [*TALK, "고양이를 키워요"])
    ran = malbeot("memory", "reembed", "--json")
    assert ran.code == 0
    assert {name: ran.json[name] for name in ("messages", "had", "made", "unknown", "dropped")} == {
        "messages": 8, "had": 0, "made": 8, "unknown": 1, "dropped": 0,
    }  # fmt: skip
    status = malbeot("memory", "status", "--json").json
    assert status == {"messages": 8, "vectors": {ran.json["embedder"]: 8}, "facts": 0, "summaries": 0,
                      "embedder": ran.json["embedder"]}  # fmt: skip
    for told in (malbeot("memory", "status"), malbeot("memory", "reembed")):
        assert told.code == 0
        assert "apples" not in told.out + told.err


def test_the_vectors_fit_those_the_bot_itself_makes(database: Database) -> None:
    """Speakers are called the same: what is searched is what was embedded."""
    talked(database, TALK)
    malbeot("memory", "reembed")
    before = database.read_now(holdings)
    assert before.messages == len(TALK)
    assert list(before.vectors.values()) == [len(TALK)]
    assert malbeot("memory", "reembed", "--json").json["made"] == 0


@pytest.mark.loopback
def test_the_doctor_says_when_the_embedder_was_changed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    talked(database)
    malbeot("memory", "reembed")

    def found() -> dict[str, str]:
        return next(each for each in malbeot("doctor", "--offline", "--json").json if each["check"] == "memory")

    assert found()["state"] == "ok"
    with embeddings_server() as server:
        monkeypatch.setenv("MALBEOT_EMBEDDINGS__BASE_URL", server.url)
        assert found()["state"] == "warn"
        assert found()["finding"].startswith("7 messages have no vector of endpoint-only@")
        assert found()["advice"] == "`malbeot memory reembed`"
        assert malbeot("memory", "reembed", "--json").json["dropped"] == 7
        assert found()["state"] == "ok"
        assert database.read_now(lambda session: of_others_only(session, "any other")) == 7
        server.dead = True
        ran = malbeot("memory", "reembed")
        assert ran.code == 1
        assert "embeddings server" in ran.err
