// One message as it stands in the log.

import { fileAddress } from "./link.js";
import { icon, label_, make } from "./parts.js";
import { clockTime, fileSize, say } from "./words.js";

export const QUICK = ["👍", "❤", "😁", "😢", "🔥", "🎉", "🤔", "🙏"];
const STYLES = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "q" };

// `hands` has what can be done: reply, edit, react(item, emoji), press(item, data), toggle(key).
export function bubble(item, isOpen, hands) {
  if (item.note) return make("li", { class: "note" }, say(item.note));
  const message = item.message;
  const speaker = make("span", { class: "unseen" }, say("from")[item.mine ? "me" : "bot"]);
  const body = make("div", { class: "body" }, speaker, forwarded(message), quote(message), ...content(message));
  if (message.reply_markup) body.append(keyboard(item, hands));
  body.append(stamp(item));
  const row = make("div", { class: "row" }, body, moreButton(item, isOpen, hands));
  const entry = make("li", { class: `message ${item.mine ? "mine" : "theirs"}`, "data-key": item.key }, row);
  if (message.sticker) entry.classList.add("bare");
  const chips = reactions(item);
  if (chips) entry.append(chips);
  if (isOpen) entry.append(menu(item, hands));
  return entry;
}

export function words(message) {
  return message.text ?? message.caption ?? "";
}

export function summary(message) {
  const kinds = ["photo", "sticker", "voice", "video", "location", "contact"];
  const kind = kinds.find((each) => each in message);
  return words(message) || message.document?.file_name || (kind ? say(kind) : "");
}

function content(message) {
  const parts = CONTENTS.filter(([kind]) => kind in message).map(([, draw]) => draw(message));
  const text = words(message);
  if (text) parts.push(make("p", { class: "text", dir: "auto" }, ...styled(text, message.entities ?? message.caption_entities ?? [])));
  return parts;
}

const CONTENTS = [
  ["photo", (message) => photo(message.photo.at(-1))],
  ["sticker", (message) => make("p", { class: "sticker" }, message.sticker.emoji ?? say("sticker"))],
  ["voice", (message) => sound(message.voice)],
  ["video", (message) => attachment(message.video, `${say("video")} · ${say("seconds")(message.video.duration)}`)],
  ["document", (message) => attachment(message.document, message.document.file_name || say("file"))],
  ["location", (message) => place(message.location)],
  ["contact", (message) => make("p", {}, `${message.contact.first_name} · ${message.contact.phone_number}`)],
];

function photo(size) {
  const picture = make("img", { src: fileAddress(size.file_id), alt: say("photo"), width: size.width, height: size.height });
  picture.addEventListener("error", () => picture.replaceWith(make("p", { class: "lost" }, icon("photo"), say("photo"))));
  return make("a", { class: "photo", href: fileAddress(size.file_id), target: "_blank", rel: "noopener" }, picture);
}

function sound(voice) {
  const player = make("audio", { controls: true, preload: "none", src: fileAddress(voice.file_id) });
  return make("div", { class: "voice" }, icon("voice"), make("span", {}, say("seconds")(voice.duration)), player);
}

function attachment(file, name) {
  const about = make("span", {}, make("b", {}, name), make("small", {}, fileSize(file.file_size ?? 0)));
  return make("a", { class: "attachment", href: fileAddress(file.file_id), download: name }, icon("file"), about);
}

function place(location) {
  const rounded = [location.latitude, location.longitude].map((degrees) => Math.round(degrees * 10000) / 10000);
  return make("p", { class: "attachment" }, icon("location"), say("place")(...rounded));
}

function forwarded(message) {
  const from = message.forward_origin?.sender_user_name;
  return from ? make("p", { class: "origin" }, say("forwarded") + from) : null;
}

function quote(message) {
  const answered = message.reply_to_message;
  return answered ? make("p", { class: "quote" }, summary(answered)) : null;
}

// Nested entities become nested elements; offsets count UTF-16 units, as JavaScript strings do.
function styled(text, entities) {
  const edges = new Set([0, text.length]);
  for (const each of entities) edges.add(each.offset).add(each.offset + each.length);
  const cuts = [...edges].filter((at) => at <= text.length).sort((one, other) => one - other);
  return cuts.slice(0, -1).map((start, at) => piece(text.slice(start, cuts[at + 1]), start, entities));
}

function piece(text, start, entities) {
  const around = entities.filter((each) => each.offset <= start && start < each.offset + each.length);
  return around.reduce((inner, each) => {
    if (each.type === "text_link") return link(each.url, inner);
    if (each.type === "spoiler") return make("span", { class: "spoiler", tabindex: "0" }, inner);
    return STYLES[each.type] ? make(STYLES[each.type], {}, inner) : inner;
  }, text);
}

function link(address, inner) {
  const safe = /^(https?|tg|mailto):/i.test(address ?? "");
  return safe ? make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, inner) : inner;
}

function keyboard(item, hands) {
  const rows = item.message.reply_markup.inline_keyboard ?? [];
  const drawn = rows.map((row) => make("div", {}, ...row.map((button) => key(item, button, hands))));
  return make("div", { class: "keyboard" }, ...drawn);
}

function key(item, button, hands) {
  if (button.url) return link(button.url, button.text);
  return make("button", { type: "button", onclick: () => hands.press(item, button.callback_data) }, button.text);
}

function stamp(item) {
  const edit = item.message.edit_date ? `${say("edited")} · ` : "";
  return make("time", { datetime: new Date(item.at).toISOString() }, edit + clockTime(item.at));
}

function reactions(item) {
  const there = Object.entries(item.reactions).filter(([, emoji]) => emoji);
  if (!there.length) return null;
  const chips = there.map(([who, emoji]) => {
    const chip = make("span", { class: `chip ${who}`, role: "img" }, emoji);
    label_(chip, `${say("from")[who]} · ${emoji}`);
    return chip;
  });
  return make("div", { class: "chips" }, ...chips);
}

function moreButton(item, isOpen, hands) {
  const toggle = () => hands.toggle(item.key);
  const button = make("button", { type: "button", class: "more", "aria-expanded": String(isOpen), onclick: toggle }, icon("more"));
  label_(button, say("more"));
  return button;
}

function menu(item, hands) {
  const faces = QUICK.map((emoji) => {
    const chosen = item.reactions.me === emoji;
    const toggle = () => hands.react(item, chosen ? null : emoji);
    const face = make("button", { type: "button", class: "face", "aria-pressed": String(chosen), onclick: toggle }, emoji);
    label_(face, `${say("react")} ${emoji}`);
    return face;
  });
  const reply = make("button", { type: "button", onclick: () => hands.reply(item) }, icon("reply"), say("reply"));
  const edit = make("button", { type: "button", onclick: () => hands.edit(item) }, icon("edit"), say("edit"));
  const mayEdit = item.mine && "text" in item.message;
  return make("div", { class: "actions" }, make("div", { class: "faces" }, ...faces), reply, mayEdit ? edit : null);
}
