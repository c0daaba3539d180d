// How one message looks.
import { say } from "./words.js";

const make = (tag, name, text = "") => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
};

/** A message of the house. `press(face, element)` hears taps; `extra` are buttons of the page's own (photo, place). */
export function theirs(event, press, extra) {
  const { message } = event;
  const row = make("div", "row theirs");
  row.dataset.id = event.id;
  if (message.lang) row.lang = message.lang === "zh" ? "zh-CN" : message.lang;
  const bubble = make("div", "bubble");
  if (message.text) bubble.append(make("p", "words", message.text));
  if (message.document) bubble.append(attached(message.document));
  row.append(bubble);
  const faces = message.buttons || [];
  const answers = faces.filter((face) => face.look !== "nav");
  const ways = faces.filter((face) => face.look === "nav");
  if (faces.length || extra.length) {
    const choices = make("div", "choices");
    if (answers.length || extra.length) {
      const group = make("div", "answers");
      for (const [label, act] of extra) group.append(own(label, act));
      for (const face of answers) group.append(button(face, press, row));
      choices.append(group);
    }
    if (ways.length) {
      const group = make("div", "ways");
      for (const face of ways) group.append(button(face, press, row));
      choices.append(group);
    }
    row.append(choices);
  }
  return row;
}

/** Newer questions have come: fold the buttons away. They can still be opened and tapped; the house then says what is valid. */
export function spend(row) {
  const choices = row.querySelector(":scope > .choices");
  if (!choices) return;
  const answers = choices.querySelector(".answers");
  for (const page of choices.querySelectorAll(".own")) page.remove();
  if (!answers || !answers.children.length) {
    choices.remove();
    return;
  }
  const fold = make("details", "spent");
  const held = row.contains(document.activeElement);
  fold.append(make("summary", "", say("spent")));
  choices.replaceWith(fold);
  fold.append(choices);
  if (held) document.getElementById("log").focus({ preventScroll: true });
}

/** A message of the person. */
export function mine({ words, photo, name, document: sheet }) {
  const row = make("div", "row mine");
  row.setAttribute("aria-label", say("me"));
  row.setAttribute("role", "group");
  const bubble = make("div", "bubble");
  if (words) bubble.append(make("p", "words", words));
  if (photo && !name) bubble.append(picture(photo, say("photo")));
  if (sheet) bubble.append(attached(sheet));
  row.append(bubble);
  return row;
}

/** Where an own message is on its way. `again` is called when the person wants to try once more. */
export function mark(row, state, again) {
  let status = row.querySelector(".status");
  if (row.dataset.state === state && status) return;
  row.dataset.state = state;
  if (status) status.remove();
  if (state === "waiting") {
    status = make("button", "status retry", say("retry"));
    status.type = "button";
    status.addEventListener("click", again);
  } else if (state === "sent") {
    status = make("p", "status", "✓");
    status.setAttribute("role", "img");
    status.setAttribute("aria-label", say("sent"));
  } else {
    status = make("p", "status", state === "sending" ? say("sending") : say("notNow"));
  }
  row.append(status);
}

/** A line between messages of different hours. */
export function pause(text) {
  return make("p", "pause", text);
}

/** A button of the menu under the chat. */
export function service(face, press) {
  const element = make("button", "", face.label);
  element.type = "button";
  element.addEventListener("click", () => press(face));
  return element;
}

function button(face, press, row) {
  const element = make(face.url ? "a" : "button", `choice ${face.look || "answer"}`, face.label);
  if (face.url) {
    element.href = face.url;
    element.target = "_blank";
    element.rel = "noopener noreferrer";
  } else {
    element.type = "button";
    element.addEventListener("click", () => press(face, row));
  }
  return element;
}

function own(label, act) {
  const element = make("button", "choice main own", label);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

function attached(sheet) {
  const address = `file/${encodeURIComponent(sheet.blob)}`;
  if (sheet.kind === "photo") return picture(address, sheet.name || say("photo"));
  if (sheet.kind === "voice") {
    const player = make("audio", "voice");
    player.controls = true;
    player.preload = "none";
    player.src = address;
    player.setAttribute("aria-label", say("voice"));
    return player;
  }
  const link = make("a", "choice sheet", sheet.name || say("file"));
  link.href = address;
  link.setAttribute("download", sheet.name || "");
  return link;
}

function picture(address, name) {
  const image = make("img", "photo");
  image.alt = name;
  image.src = address;
  return image;
}
