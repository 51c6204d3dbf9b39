"""Every method the emulator knows, by its lower-case name: method names don't mind case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.testing.telegram.methods import changing, profile, receiving, sending
from bot.testing.telegram.methods.call import Call

Method = Callable[[Call], Any | Awaitable[Any]]

NAMES: Mapping[str, Method] = {
    "answerCallbackQuery": changing.answer_callback_query,
    "deleteMessage": changing.delete_message,
    "deleteMessages": changing.delete_messages,
    "deleteMyCommands": profile.delete_my_commands,
    "deleteWebhook": receiving.delete_webhook,
    "editMessageCaption": changing.edit_message_caption,
    "editMessageReplyMarkup": changing.edit_message_reply_markup,
    "editMessageText": changing.edit_message_text,
    "getChat": profile.get_chat,
    "getFile": profile.get_file,
    "getMe": profile.get_me,
    "getMyCommands": profile.get_my_commands,
    "getMyDescription": profile.getting("description"),
    "getMyName": profile.getting("name"),
    "getMyShortDescription": profile.getting("short_description"),
    "getStickerSet": profile.get_sticker_set,
    "getUpdates": receiving.get_updates,
    "getWebhookInfo": receiving.get_webhook_info,
    "sendChatAction": sending.send_chat_action,
    "sendDocument": sending.send_document,
    "sendLocation": sending.send_location,
    "sendMessage": sending.send_message,
    "sendMessageDraft": sending.send_message_draft,
    "sendPhoto": sending.send_photo,
    "sendSticker": sending.send_sticker,
    "sendVoice": sending.send_voice,
    "setMessageReaction": changing.set_message_reaction,
    "setMyCommands": profile.set_my_commands,
    "setMyDescription": profile.setting("description"),
    "setMyName": profile.setting("name"),
    "setMyShortDescription": profile.setting("short_description"),
    "setWebhook": receiving.set_webhook,
}
METHODS: Mapping[str, Method] = {name.lower(): method for name, method in NAMES.items()}
