// Small builders. Text always goes in as text: nothing a bot or a person wrote is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  plus: "M12 5v14M5 12h14",
  send: "M12 19V5M6 11l6-6 6 6",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  reply: "M10 8 5 13l5 5M5 13h9a5 5 0 0 0 5-5V6",
  edit: "m5 19 1-4L16 5l3 3L9 18zM14 7l3 3",
  close: "M6 6l12 12M18 6 6 18",
  photo: "M4 6h16v12H4zM4 16l5-5 4 4 3-3 4 4M15 9.5h.01",
  sticker: "M12 4a8 8 0 1 0 8 8M12 4l8 8M12 4v5a3 3 0 0 0 3 3h5M9 14s1 2 3 2",
  voice: "M12 4a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0v-5A2.5 2.5 0 0 0 12 4zM6 11a6 6 0 0 0 12 0M12 17v3",
  location: "M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11zM12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
};

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

export function dress(button, name, label) {
  button.replaceChildren(icon(name));
  label_(button, label);
}

export function label_(element, label) {
  element.setAttribute("aria-label", label);
  element.title = label;
}

export function paint(avatar, name, number) {
  avatar.textContent = [...(name || "?")][0];
  avatar.style.setProperty("--hue", String((number * 47) % 360));
}
