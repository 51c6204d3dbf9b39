"""What a test or the demo arranges behind the scenes: bots, people, groups, trouble, time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.testing.telegram.accounts import BotAccount
from bot.testing.telegram.chats import Chat, Person
from bot.testing.telegram.fields import Fields
from bot.testing.telegram.methods.sending import sticker_object
from bot.testing.telegram.people import find_bot, find_person
from bot.testing.telegram.refused import bad
from bot.testing.telegram.world import World


def add_bot(world: World, fields: Fields) -> dict[str, Any]:
    """Make a bot from token, username and name; one that existed before finds its chats again."""
    try:
        account = world.add_bot(fields.text("token"), fields.text("username"), fields.text("name"))
    except ValueError as error:
        raise bad(str(error)) from None
    return account.user()


def add_user(world: World, fields: Fields) -> dict[str, Any]:
    """Make a person, or change the one with this id."""
    language = fields.text("language_code") or "en"
    person = Person(fields.required("id"), fields.text("first_name") or "Somebody", language, fields.text("username"))
    known = world.people.get(person.id)
    world.people[person.id] = person
    if known != person:
        world.transcript.add("user_added", None, person.id, user=person.user())
    return person.user()


def add_group(world: World, fields: Fields) -> dict[str, Any]:
    """Make a group with the bot in it; its id is negative."""
    account, number = find_bot(world, fields.values.get("bot")), fields.required("id")
    if number >= 0:
        raise bad("a group's id is negative")
    chat = account.chats.setdefault(number, Chat(number, "group", fields.text("title") or "Group"))
    return world.described(chat)


def add_sticker_set(world: World, fields: Fields) -> dict[str, Any]:
    """Make a sticker set of these `emojis` for a bot to look up; none makes an empty one."""
    account, name = find_bot(world, fields.values.get("bot")), fields.text("name")
    files = [(emoji, world.files.keep(account.id, "sticker", emoji.encode())) for emoji in fields.structure("emojis")]
    stickers = [sticker_object(file, emoji, name) for emoji, file in files]
    world.sticker_sets[name] = {"name": name, "title": name, "sticker_type": "regular", "stickers": stickers}
    return world.sticker_sets[name]


def order_fault(world: World, fields: Fields) -> bool:
    """Order trouble: method, kind, count and the kind's options."""
    count = fields.integer("count")
    try:
        world.faults.order(fields.text("method"), fields.text("kind"), 1 if count is None else count, fields.values)
    except ValueError as error:
        raise bad(str(error)) from None
    return True


def clear_faults(world: World, fields: Fields) -> bool:
    """Cancel the trouble that hasn't happened yet."""
    world.faults.clear()
    return True


def revoke(world: World, fields: Fields) -> bool:
    """From now on the bot's token is unknown, also to a poll that waits."""
    account = find_bot(world, fields.text("token"))
    account.updates.revoked = True
    account.updates.wake()
    world.transcript.add("bot_revoked", account.id)
    return True


def switch_limits(world: World, fields: Fields) -> bool:
    """Switch the sending limits on or off."""
    world.limits.on = fields.flag("on")
    return world.limits.on


def advance(world: World, fields: Fields) -> int:
    """Move the emulator's clock on by `ms`; gives its time."""
    ms = fields.required("ms")
    if ms < 0:
        raise bad("the clock only goes forward")
    world.clock.advance(ms)
    for account in world.bots.values():
        account.updates.wake()
    return world.clock.now()


def shuffle(world: World, fields: Fields) -> bool:
    """Whether a bot's webhook gets updates in any order."""
    account = find_bot(world, fields.values.get("bot"))
    account.shuffled = fields.flag("on")
    if account.webhook:
        account.webhook.shuffled = account.shuffled
    return account.shuffled


def plain_webhooks(world: World, fields: Fields) -> bool:
    """Whether a webhook may be plain http within this machine; off, as at Telegram."""
    world.plain_webhooks = fields.flag("on")
    return world.plain_webhooks


def migrate_group(world: World, fields: Fields) -> dict[str, Any]:
    """A group becomes a supergroup with another id (`to`) and numbers of its own; both chats say so."""
    account, old, new = find_bot(world, fields.values.get("bot")), fields.required("id"), fields.required("to")
    chat = account.chats.get(old)
    if chat is None or chat.type != "group" or new >= 0 or new in account.chats:
        raise bad("`id` names a group, `to` is a new negative number")
    person = find_person(world, fields.required("user"))
    account.chats[new] = Chat(new, "supergroup", chat.title)
    _say(world, account, chat, person, migrate_to_chat_id=new)
    chat.moved_to = new
    _say(world, account, account.chats[new], person, migrate_from_chat_id=old)
    return world.described(account.chats[new])


def _say(world: World, account: BotAccount, chat: Chat, person: Person, **content: Any) -> None:
    """A message of the service about the chat."""
    stored = chat.add(world.draft_message(chat, person.user(), **content), from_bot=False)
    number = account.updates.put("message", stored.message, world.clock.now())
    world.record("user_message", account, chat, stored, update_id=number)


def reset_update_ids(world: World, fields: Fields) -> int:
    """The next update id is any number, as after a week of silence."""
    return find_bot(world, fields.values.get("bot")).updates.reset_ids()


def raw_update(world: World, fields: Fields) -> int:
    """Queue an update exactly as given, whatever its kind; gives its id."""
    account = find_bot(world, fields.values.get("bot"))
    update = fields.record("update")
    number = account.updates.put_raw(update, world.clock.now())
    world.transcript.add("raw_update", account.id, update_id=number, kinds=sorted({*update} - {"update_id"}))
    return number


ARRANGEMENTS: Mapping[str, Callable[[World, Fields], Any]] = {
    "bot": add_bot,
    "user": add_user,
    "group": add_group,
    "sticker_set": add_sticker_set,
    "fault": order_fault,
    "clear_faults": clear_faults,
    "revoke": revoke,
    "limits": switch_limits,
    "advance": advance,
    "migrate_group": migrate_group,
    "plain_webhooks": plain_webhooks,
    "shuffle": shuffle,
    "reset_update_ids": reset_update_ids,
    "raw_update": raw_update,
}
