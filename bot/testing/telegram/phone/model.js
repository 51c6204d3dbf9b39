// What the transcript says about each chat of this person, folded row by row.

export class Chats {
  constructor(user) {
    this.user = user;
    this.byBot = new Map();
  }

  of(bot) {
    if (!this.byBot.has(bot)) {
      this.byBot.set(bot, { items: new Map(), blocked: false, doing: "", until: 0, draft: null, unread: false });
    }
    return this.byBot.get(bot);
  }

  // Takes one row; gives [chat, key of the item it changed] or null when this phone doesn't show it.
  take(row) {
    const fold = FOLDS[row.event];
    if (!fold || row.chat !== this.user) return null;
    const chat = this.of(row.bot);
    return [chat, fold(chat, row)];
  }
}

function message(chat, row) {
  const mine = row.event === "user_message";
  if (!mine) Object.assign(chat, { doing: "", until: 0, draft: null });
  chat.items.set(row.message_id, { key: row.message_id, mine, at: row.at, message: row.message, reactions: {} });
  return row.message_id;
}

function edited(chat, row) {
  const item = chat.items.get(row.message_id);
  if (item) item.message = row.message;
  return row.message_id;
}

function deleted(chat, row) {
  chat.items.delete(row.message_id);
  return row.message_id;
}

function reaction(chat, row) {
  const item = chat.items.get(row.message_id);
  if (item) item.reactions[row.event === "bot_reaction" ? "bot" : "me"] = row.emoji;
  return row.message_id;
}

function typing(chat, row) {
  Object.assign(chat, { doing: row.action, until: row.until });
  return null;
}

function draft(chat, row) {
  chat.draft = { text: row.text, until: row.until };
  return null;
}

function blocking(chat, row) {
  chat.blocked = row.event === "blocked";
  const key = `note-${row.seq}`;
  chat.items.set(key, { key, note: chat.blocked ? "blockedNote" : "unblockedNote", at: row.at });
  return key;
}

const FOLDS = {
  user_message: message,
  bot_message: message,
  user_edit: edited,
  bot_edit: edited,
  bot_delete: deleted,
  user_reaction: reaction,
  bot_reaction: reaction,
  typing,
  bot_draft: draft,
  blocked: blocking,
  unblocked: blocking,
};
