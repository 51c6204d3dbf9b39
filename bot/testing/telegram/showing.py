"""What is to be seen of the world from outside: the list of bots and people, and the surroundings of one chat."""

from __future__ import annotations

import json
from typing import Any

from bot.testing.telegram.accounts import BotAccount
from bot.testing.telegram.chats import Person
from bot.testing.telegram.fields import Fields
from bot.testing.telegram.people import find_bot, find_person
from bot.testing.telegram.world import World

# A bot between two polls is still listening.
_BETWEEN_POLLS_MS = 3_000


def state_of(world: World) -> dict[str, Any]:
    """Bots, people, the emulator's time, and `run`: which start of the emulator this is."""
    return {
        "run": world.run,
        "now": world.clock.now(),
        "bots": [described(world, account) for account in world.bots.values()],
        "people": [person.user() for person in world.people.values()],
    }


def described(world: World, account: BotAccount) -> dict[str, Any]:
    """One bot: who it is, whether it listens, what waits for it."""
    queue, now = account.updates, world.clock.now()
    recent = queue.polled_at is not None and now - queue.polled_at < _BETWEEN_POLLS_MS
    return {
        **account.user(),
        "listening": not queue.revoked and (queue.polling or recent or account.webhook is not None),
        "revoked": queue.revoked,
        "pending": queue.pending(now),
    }


def phone_of(world: World, fields: Fields) -> dict[str, Any]:
    """What one person's phone shows around the chat with one bot, in that person's language."""
    account, person = find_bot(world, fields.values.get("bot")), find_person(world, fields.required("user"))
    chat = account.chats.get(person.id)
    said = {name: _in_language(account, name, person) for name in ("description", "short_description")}
    return {
        "bot": described(world, account) | {"first_name": _in_language(account, "name", person) or account.name},
        "user": person.user(),
        "started": chat is not None and chat.last_id > 0,
        "blocked": chat is not None and chat.blocked,
        "doing": chat.doing(world.clock.now()) if chat else "",
        "commands": commands_for(account, person),
        **said,
    }


def commands_for(account: BotAccount, person: Person) -> list[dict[str, Any]]:
    """The menu of a private chat: https://core.telegram.org/bots/api#determining-list-of-commands."""
    scopes: list[dict[str, Any]] = [
        {"type": "chat", "chat_id": person.id},
        {"type": "all_private_chats"},
        {"type": "default"},
    ]
    audiences = [(json.dumps(s, sort_keys=True), code) for s in scopes for code in (person.language_code, "")]
    return next((account.commands[each] for each in audiences if account.commands.get(each)), [])


def _in_language(account: BotAccount, name: str, person: Person) -> str:
    return account.profile.get((name, person.language_code)) or account.profile.get((name, ""), "")
