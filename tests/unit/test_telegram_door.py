"""Who is let in: owners, the list, everybody; and how a bot is claimed, once."""

from __future__ import annotations

import asyncio

import pytest
from sqlmodel import select

from bot.channels.telegram.door import CODE_PREFIX, Access, Door
from bot.storage.database import Database
from bot.storage.people import ensure_bot, known
from bot.storage.tables import Bot, Identity, Owner
from bot.testing.clock import FakeClock


def bot_row(database: Database, name: str = "4242") -> int:
    return database.write_now(lambda session: known(ensure_bot(session, "telegram", name, "bom").id))


def door(database: Database, access: Access = "owner", *allowed: str, name: str = "4242") -> Door:
    return Door(database, FakeClock(), bot_row(database, name), access, frozenset(allowed))


async def code_of(door: Door) -> str:
    code = await door.new_claim_code()
    assert code is not None
    return code


@pytest.mark.parametrize(
    ("access", "admitted"), [("owner", {"owner"}), ("list", {"owner", "listed"}), ("open", {"owner", "listed", "any"})]
)
async def test_each_access_lets_its_people_in(database: Database, access: Access, admitted: set[str]) -> None:
    at = door(database, access, "listed")
    assert await at.claim("owner", await code_of(at))
    assert {person for person in ("owner", "listed", "any") if await at.admits(person)} == admitted


async def test_nobody_is_let_in_before_the_bot_is_claimed(database: Database) -> None:
    assert not await door(database).admits("1001")


async def test_a_code_works_once(database: Database) -> None:
    at = door(database)
    code = await code_of(at)
    assert await at.claim("1001", code)
    assert not await at.claim("1002", code)
    assert await at.owners() == {"1001"}


@pytest.mark.parametrize("wrong", ["", "claim-", "claim-guessed", "CLAIM-x", "something"])
async def test_a_wrong_code_lets_nobody_in_and_leaves_nothing_behind(database: Database, wrong: str) -> None:
    at = door(database)
    await code_of(at)
    assert not await at.claim("1001", wrong)
    assert not await at.admits("1001")
    assert database.read_now(lambda session: session.exec(select(Identity)).all()) == []


async def test_without_a_code_given_out_none_is_good(database: Database) -> None:
    assert not await door(database).claim("1001", CODE_PREFIX)


async def test_a_new_code_makes_the_old_one_void(database: Database) -> None:
    at = door(database)
    old, new = await code_of(at), await code_of(at)
    assert not await at.claim("1001", old)
    assert await at.claim("1001", new)


async def test_a_bot_that_has_an_owner_gives_out_no_code(database: Database) -> None:
    at = door(database)
    await at.claim("1001", await code_of(at))
    assert await at.new_claim_code() is None
    assert await door(database).new_claim_code() is None, "also after a restart"


async def test_of_two_claimers_at_once_one_becomes_the_owner(database: Database) -> None:
    at = door(database)
    code = await code_of(at)
    assert sorted(await asyncio.gather(at.claim("1001", code), at.claim("1002", code))) == [False, True]
    assert len(await at.owners()) == 1
    assert len(database.read_now(lambda session: session.exec(select(Owner)).all())) == 1


async def test_a_code_is_good_for_its_own_bot_only(database: Database) -> None:
    one, other = door(database), door(database, name="4343")
    code = await code_of(one)
    assert not await other.claim("1001", code)
    assert await one.claim("1001", code)
    assert not await other.admits("1001"), "nor does owning one bot open another"


async def test_the_code_itself_is_not_kept_and_can_stand_in_a_link(database: Database) -> None:
    at = door(database)
    code = await code_of(at)
    assert len(code) <= 64
    assert set(code) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    row = database.read_now(lambda session: session.exec(select(Bot)).one())
    assert row.claim_hash is not None
    assert code not in row.claim_hash
    await at.claim("1001", code)
    assert database.read_now(lambda session: session.exec(select(Bot)).one()).claim_hash is None
