// The line to the emulator: acts out, the transcript in.

export async function act(name, body) {
  const answer = await fetch(`/_control/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!told.ok) throw new Error(told.error);
  return told.result;
}

export async function look(what, query = {}) {
  const answer = await fetch(`/_control/${what}?${new URLSearchParams(query)}`);
  const told = await answer.json();
  if (!told.ok) throw new Error(told.error);
  return told.result;
}

export function fileAddress(id) {
  return `/_control/file/${encodeURIComponent(id)}`;
}

// Calls `onRow` for every row of the transcript, from the first; `onState` with true and false as the line comes and
// goes. The browser connects again by itself and asks for what it missed.
export function listen(onRow, onState) {
  const source = new EventSource("/_control/events");
  source.addEventListener("message", (event) => onRow(JSON.parse(event.data)));
  source.addEventListener("open", () => onState(true));
  source.addEventListener("error", () => {
    onState(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
  });
}

export async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}
