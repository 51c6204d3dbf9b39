// The lower edge: writing, replying, editing, attaching, commands.

import { summary, words } from "./bubble.js";
import { base64 } from "./link.js";
import { dress, icon, label_, make } from "./parts.js";
import { say } from "./words.js";

const LARGEST = 20 * 1024 * 1024;
const STICKERS = ["🐣", "🌿", "☕", "🌙", "🫶", "😴", "🥳", "🙈", "🌧️", "🍀", "🎈", "🐈"];
// Where the location button says we are: Seoul, the river park.
const HERE = { latitude: 37.5284, longitude: 126.9327 };
const byId = (id) => document.getElementById(id);

export function prepareComposer(phone) {
  const text = byId("text");
  let about = null; // { item, verb: "reply" | "edit" }
  let recorder = null;

  function grow() {
    const frame = text.offsetHeight - text.clientHeight;
    text.style.setProperty("height", "auto");
    if (text.scrollHeight) text.style.setProperty("height", `${text.scrollHeight + frame}px`); // 0 while it is hidden
    byId("send").disabled = !text.value.trim();
  }

  function concern(item, verb) {
    about = item ? { item, verb } : null;
    const bar = byId("about-message");
    bar.hidden = !about;
    if (!about) return label();
    const title = make("b", {}, say(verb === "edit" ? "editing" : "replyingTo"));
    const cancel = make("button", { type: "button", class: "round", onclick: () => clear() });
    dress(cancel, "close", say("cancel"));
    bar.replaceChildren(icon(verb), make("span", {}, title, summary(item.message)), cancel);
    text.focus();
    return label();
  }

  function clear() {
    text.value = "";
    concern(null);
    show(null);
    grow();
  }

  async function send() {
    const said = text.value.trim();
    if (!said) return;
    const [name, body] =
      about?.verb === "edit"
        ? ["edit", { message_id: about.item.key, text: said }]
        : ["text", { text: said, reply_to: about?.item.key }];
    const before = about;
    clear();
    text.focus();
    if ((await phone.do(name, body)) !== null || text.value) return;
    if (before) concern(before.item, before.verb);
    text.value = said;
    grow();
  }

  // At most one of the drawers above the text is open.
  function show(drawer) {
    for (const id of ["attach", "stickers", "commands"]) byId(id).hidden = id !== drawer;
    byId("plus").setAttribute("aria-expanded", String(drawer === "attach" || drawer === "stickers"));
    byId("slash").setAttribute("aria-expanded", String(drawer === "commands"));
  }

  function toggle(drawer) {
    show(byId(drawer).hidden ? drawer : null);
  }

  function showCommands(beginning = "/") {
    const fitting = phone.commands().filter((each) => `/${each.command}`.startsWith(beginning));
    const entries = fitting.map((each) => {
      const use = async () => {
        await phone.do("text", { text: `/${each.command}` });
        clear();
      };
      const shown = [make("b", {}, `/${each.command}`), make("span", {}, each.description)];
      return make("li", {}, make("button", { type: "button", onclick: use }, ...shown));
    });
    const nothing = make("li", { class: "small" }, say("noCommands"));
    byId("commands").replaceChildren(...(entries.length ? entries : [nothing]));
    return fitting.length;
  }

  async function sendFile(act, file, more = {}) {
    if (file.size > LARGEST) return phone.tell(say("tooLarge"));
    show(null);
    const caption = act === "photo" || act === "document" ? text.value.trim() : "";
    const body = { content: await base64(file), mime_type: file.type, caption, reply_to: about?.item.key, ...more };
    if ((await phone.do(act, body)) !== null) clear();
    return undefined;
  }

  async function record() {
    if (recorder) return recorder.stop();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const [pieces, began] = [[], Date.now()];
      recorder = new MediaRecorder(stream);
      recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
      recorder.addEventListener("stop", () => {
        const type = recorder.mimeType.split(";")[0];
        recorder = null;
        for (const track of stream.getTracks()) track.stop();
        drawAttach();
        sendFile("voice", new Blob(pieces, { type }), { seconds: Math.max(1, Math.round((Date.now() - began) / 1000)) });
      });
      recorder.start();
      drawAttach();
    } catch {
      phone.tell(say("noMicrophone"));
    }
    return undefined;
  }

  function drawAttach() {
    const choices = [
      ["photo", () => byId("photo-file").click()],
      ["sticker", () => show("stickers")],
      ["voice", record],
      ["location", () => phone.do("location", HERE).then(clear)],
      ["file", () => byId("any-file").click()],
    ];
    const drawn = choices.map(([name, use]) => {
      const active = name === "voice" && recorder;
      const title = say(active ? "recording" : name);
      return make("button", { type: "button", onclick: use, "aria-pressed": active ? "true" : undefined }, icon(name), title);
    });
    byId("attach").replaceChildren(...drawn);
  }

  function drawStickers() {
    const drawn = STICKERS.map((emoji) => {
      const use = () => phone.do("sticker", { emoji, set_name: "malbeot_demo", content: btoa("sticker") }).then(clear);
      const button = make("button", { type: "button", onclick: use }, emoji);
      label_(button, `${say("sticker")} ${emoji}`);
      return button;
    });
    byId("stickers").replaceChildren(...drawn);
  }

  function label() {
    text.placeholder = say("write");
    text.setAttribute("aria-label", say("write"));
    dress(byId("send"), "send", say(about?.verb === "edit" ? "save" : "send"));
    dress(byId("plus"), "plus", say("attach"));
    label_(byId("slash"), say("commands"));
    drawAttach();
    drawStickers();
  }

  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  text.addEventListener("input", () => {
    grow();
    const isCommand = /^\/[a-z0-9_]*$/.test(text.value);
    if (isCommand && showCommands(text.value)) show("commands");
    else if (!byId("commands").hidden) show(null);
  });
  text.addEventListener("keydown", (event) => {
    // While a syllable is being composed, Enter belongs to the input method.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  byId("foot").addEventListener("keydown", (event) => {
    if (event.key === "Escape") about ? clear() : show(null);
  });
  byId("plus").addEventListener("click", () => toggle("attach"));
  byId("slash").addEventListener("click", () => {
    showCommands();
    toggle("commands");
  });
  for (const [id, act] of [["photo-file", "photo"], ["any-file", "document"]]) {
    byId(id).addEventListener("change", (event) => {
      const [file] = event.target.files;
      event.target.value = "";
      if (file) sendFile(act, file, act === "document" ? { name: file.name } : {});
    });
  }
  grow();

  return {
    clear,
    label,
    focus: () => text.focus(),
    reply: (item) => concern(item, "reply"),
    edit(item) {
      concern(item, "edit");
      text.value = words(item.message);
      grow();
    },
  };
}
