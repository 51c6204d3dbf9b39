"""Chats as an earlier run of the emulator left them, from its transcript. Files and unconfirmed updates are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bot.testing.telegram.accounts import BotAccount
from bot.testing.telegram.chats import Chat, Person
from bot.testing.telegram.transcript import Row


def restored_people(rows: Iterable[Row]) -> dict[int, Person]:
    """Everybody the transcript mentions, by id."""
    users = [row["user"] for row in rows if row["event"] == "user_added"]
    people = [Person(u["id"], u["first_name"], u.get("language_code", "en"), u.get("username", "")) for u in users]
    return {person.id: person for person in people}


def restore_chats(rows: Iterable[Row], account: BotAccount) -> None:
    """Give a new account its chats; its update ids go on after the highest."""
    for row in rows:
        if row["bot"] != account.id:
            continue
        account.updates.next_id = max(account.updates.next_id, (row.get("update_id") or 0) + 1)
        if fold := _FOLDS.get(row["event"]):
            fold(_chat(account, row), row)


def _chat(account: BotAccount, row: Row) -> Chat:
    kind = row["message"]["chat"] if "message" in row else {"type": "private"}
    chat = Chat(row["chat"], kind["type"], kind.get("title", ""))
    return account.chats.setdefault(chat.id, chat)


def _message(chat: Chat, row: Row) -> None:
    chat.add(row["message"], from_bot=row["event"] == "bot_message")
    chat.moved_to = row["message"].get("migrate_to_chat_id", chat.moved_to)


def _edited(chat: Chat, row: Row) -> None:
    chat.messages[row["message_id"]].message = row["message"]


def _deleted(chat: Chat, row: Row) -> None:
    chat.messages.pop(row["message_id"], None)


def _reaction(chat: Chat, row: Row) -> None:
    who = row["user"] if "user" in row else row["bot"]
    chat.messages[row["message_id"]].reactions[who] = row["emoji"] or ""


def _blocked(chat: Chat, row: Row) -> None:
    chat.blocked = row["event"] == "blocked"


_FOLDS: Mapping[str, Callable[[Chat, Row], None]] = {
    "user_message": _message,
    "bot_message": _message,
    "user_edit": _edited,
    "bot_edit": _edited,
    "bot_delete": _deleted,
    "user_reaction": _reaction,
    "bot_reaction": _reaction,
    "blocked": _blocked,
    "unblocked": _blocked,
}
