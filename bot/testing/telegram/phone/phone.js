// The phone itself: which bot, what is on the screen, what the hands do.

import { bubble } from "./bubble.js";
import { prepareComposer } from "./composer.js";
import { act, listen, look } from "./link.js";
import { Chats } from "./model.js";
import { dress, label_, make, paint } from "./parts.js";
import { GUESTS, say, speak } from "./words.js";

const LOOK_AGAIN_MS = 2500;
const byId = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const person = {
  id: Number(query.get("user")) || 1001,
  first_name: localStorage.getItem("name") ?? "",
  language_code: localStorage.getItem("language") ?? (navigator.language.startsWith("ko") ? "ko" : "en"),
};
const chats = new Chats(person.id);
const now = { bots: [], bot: null, around: null, run: null, ahead: 0, open: null, connected: false };

const phone = {
  // Does something in the open chat; what goes wrong is said, not thrown.
  async do(name, body = {}) {
    try {
      return await act(name, { bot: now.bot, user: person.id, ...body });
    } catch (error) {
      tell(`${say("failed")} ${error.message}`);
      return null;
    } finally {
      await lookAround();
    }
  },
  commands: () => now.around?.commands ?? [],
  item: (key) => chats.of(now.bot).items.get(key),
  tell,
};
const composer = prepareComposer(phone);
const hands = {
  toggle(key) {
    const before = now.open;
    now.open = before === key ? null : key;
    for (const each of [before, key]) if (each !== null) drawItem(each);
    byId("log").querySelector(`[data-key="${key}"] .more`)?.focus();
  },
  react(item, emoji) {
    hands.toggle(item.key);
    phone.do("react", { message_id: item.key, emoji });
  },
  reply(item) {
    hands.toggle(item.key);
    composer.reply(item);
  },
  edit(item) {
    hands.toggle(item.key);
    composer.edit(item);
  },
  press: (item, data) => phone.do("press", { message_id: item.key, data }),
};

function tell(text, lasts = 5000) {
  const toast = byId("toast");
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => (toast.hidden = true), lasts);
}

// ---- the log

function drawLog() {
  now.open = null;
  const chat = now.bot === null ? null : chats.of(now.bot);
  const items = chat ? [...chat.items.values()] : [];
  byId("log").replaceChildren(...items.map((item) => bubble(item, false, hands)));
  if (chat) chat.unread = false;
  toEnd();
}

function drawItem(key) {
  const log = byId("log");
  const old = log.querySelector(`[data-key="${key}"]`);
  const item = chats.of(now.bot).items.get(key);
  if (!item) return old?.remove();
  const drawn = bubble(item, now.open === key, hands);
  if (old) old.replaceWith(drawn);
  else log.append(drawn);
  return undefined;
}

function atEnd() {
  const scroll = byId("scroll");
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
}

function toEnd() {
  const scroll = byId("scroll");
  scroll.scrollTop = scroll.scrollHeight;
}

// The end stays in view when a drawer opens below or the screen turns.
let stuck = true;
byId("scroll").addEventListener("scroll", () => (stuck = atEnd()));
new ResizeObserver(() => stuck && toEnd()).observe(byId("scroll"));

function takeRow(row) {
  if (["bot_added", "bot_revoked", "profile_changed"].includes(row.event)) return lookSoon();
  if (row.event === "button_answered" && row.chat === person.id && row.text) return tell(row.text);
  const changed = chats.take(row);
  if (!changed) return undefined;
  const [chat, key] = changed;
  if (row.bot !== now.bot) {
    if (row.event === "bot_message") chat.unread = true;
    return drawBots();
  }
  const follow = atEnd() || row.event === "user_message";
  if (key !== null) drawItem(key);
  drawMoment();
  if (follow) toEnd();
  if (["user_message", "blocked", "unblocked"].includes(row.event)) lookSoon();
  return undefined;
}

// ---- what passes: typing, drafts, the state of the line

function drawMoment() {
  if (now.bot === null) return;
  const chat = chats.of(now.bot);
  const time = Date.now() + now.ahead;
  const doing = now.connected && time < chat.until ? chat.doing : "";
  byId("typing").hidden = !doing;
  byId("status").textContent = doing ? (say("doing")[doing] ?? say("doing").typing) : resting();
  byId("status").classList.toggle("lively", Boolean(doing));
  drawDraft(chat.draft && time < chat.draft.until ? chat.draft : null);
  clearTimeout(drawMoment.timer);
  const next = [chat.until, chat.draft?.until ?? 0].map((until) => until - time).filter((left) => left > 0);
  if (next.length) drawMoment.timer = setTimeout(drawMoment, Math.min(...next) + 30);
}

function drawDraft(draft) {
  byId("scroll").querySelector(".draft")?.remove();
  if (!draft) return;
  const words = draft.text || say("thinking");
  const body = make("div", { class: "body" }, make("p", { class: "text" }, words), make("time", {}, say("draft")));
  byId("typing").before(make("div", { class: "message theirs draft" }, body));
}

function resting() {
  const bot = now.around?.bot;
  if (!bot) return "";
  return say(bot.revoked ? "revoked" : bot.listening ? "listening" : "silent");
}

// ---- around the chat

async function lookAround() {
  try {
    const state = await look("state");
    if (now.run && now.run !== state.run) return location.reload();
    Object.assign(now, { run: state.run, ahead: state.now - Date.now(), bots: state.bots });
    if (!state.bots.some((bot) => bot.id === now.bot)) return choose(state.bots[0]?.id ?? null);
    now.around = await look("phone", { bot: now.bot, user: person.id });
  } catch {
    // The line is down: `connection` says so, and this is tried again.
  }
  drawAround();
  return undefined;
}

function lookSoon() {
  clearTimeout(lookSoon.timer);
  lookSoon.timer = setTimeout(lookAround, 50);
}

function choose(bot) {
  const known = now.bot === bot;
  Object.assign(now, { bot, around: known ? now.around : null });
  composer.clear();
  openSide(false);
  drawLog();
  drawAround();
  if (bot !== null) lookSoon();
}

function drawBots() {
  const entries = now.bots.map((bot) => {
    const avatar = make("span", { class: "avatar", "aria-hidden": "true" });
    paint(avatar, bot.first_name, bot.id);
    const name = make("span", {}, make("b", {}, bot.first_name), make("small", {}, `@${bot.username}`));
    const fresh = chats.of(bot.id).unread && make("i", { class: "fresh", role: "img", "aria-label": say("unread") });
    const current = bot.id === now.bot ? "true" : undefined;
    const open = () => choose(bot.id);
    return make("li", {}, make("button", { type: "button", "aria-current": current, onclick: open }, avatar, name, fresh || null));
  });
  const nobody = make("li", { class: "small" }, say("nobodyHint"));
  byId("bots").replaceChildren(...(entries.length ? entries : [nobody]));
}

function drawAround() {
  const { around } = now;
  const blocked = Boolean(around?.blocked);
  const started = Boolean(around?.started);
  const name = around?.bot.first_name ?? (now.bots.length ? "" : say("nobody"));
  byId("who").textContent = name;
  for (const each of ["avatar", "portrait"]) paint(byId(each), name || "…", now.bot ?? 0);
  byId("welcome").hidden = started || !(around || !now.bots.length);
  byId("welcome-name").textContent = name;
  byId("description").textContent = around ? around.description || say("emptyChat") : say("nobodyHint");
  if (blocked) composer.clear();
  byId("composer").hidden = !started || blocked;
  byId("start").hidden = !around || (started && !blocked);
  byId("start").textContent = say(blocked ? "restart" : "start");
  byId("block").checked = blocked;
  byId("block").disabled = !started;
  byId("gone").hidden = now.connected;
  document.body.classList.toggle("offline", !now.connected);
  drawBots();
  drawMoment();
}

// ---- the person

function introduce() {
  localStorage.setItem("language", person.language_code);
  localStorage.setItem("name", person.first_name);
  return act("user", { ...person, first_name: person.first_name || say("guest") }).then(lookAround, () => undefined);
}

function drawTexts() {
  speak(person.language_code);
  dress(byId("menu"), "menu", say("settings"));
  byId("name").placeholder = say("guest");
  label_(byId("log"), say("write"));
  composer.label();
  drawLog();
  drawAround();
}

// Keeps the name somebody else gave this person, unless it is the guest's.
async function arrive() {
  const { people } = await look("state");
  const known = people.find((each) => each.id === person.id)?.first_name ?? "";
  if (!person.first_name && !GUESTS.includes(known)) byId("name").value = person.first_name = known;
  await introduce();
}

function connection(up) {
  now.connected = up;
  if (up) arrive().catch(() => undefined);
  drawAround();
}

function openSide(open) {
  document.body.classList.toggle("side-open", open);
  byId("menu").setAttribute("aria-expanded", String(open));
  if (!open) return;
  const first = byId("bots").querySelector("button") ?? byId("name");
  first.focus();
}

byId("menu").addEventListener("click", () => openSide(!document.body.classList.contains("side-open")));
byId("scroll").addEventListener("click", () => openSide(false));
byId("side").addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openSide(false);
  byId("menu").focus();
});
byId("start").addEventListener("click", async () => {
  await phone.do("start", { payload: query.get("start") ?? "" });
  composer.focus();
});
byId("block").addEventListener("change", (event) => phone.do(event.target.checked ? "block" : "unblock"));
byId("name").value = person.first_name;
byId("name").addEventListener("change", (event) => {
  person.first_name = event.target.value.trim();
  introduce();
});
for (const choice of document.querySelectorAll("[name=language]")) {
  choice.checked = choice.value === person.language_code;
  choice.addEventListener("change", () => {
    person.language_code = choice.value;
    drawTexts();
    introduce();
  });
}
drawTexts();
listen(takeRow, connection);
setInterval(() => now.connected && lookAround(), LOOK_AGAIN_MS);
