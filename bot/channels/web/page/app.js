// The page: joins what the person does, what waits to be sent, and what the house says.
import { service } from "./bubbles.js";
import { Chat } from "./chat.js";
import { post } from "./door.js";
import { Line } from "./line.js";
import { newId, Outbox } from "./outbox.js";
import { prepare, whole } from "./photo.js";
import { settings } from "./settings.js";
import { current, onLanguage, say, speak } from "./words.js";

const at = (id) => document.getElementById(id);
const [text, file, paper, banner, notice, earlier] = ["text", "file", "paper", "banner", "toast", "earlier"].map(at);
let menu = null;
let wants = "";
let hint = "";
let toastTimer = 0;
let opened = false;

function toast(words) {
  if (!words) return;
  clearTimeout(toastTimer);
  notice.textContent = words;
  toastTimer = setTimeout(() => (notice.textContent = ""), 4_000 + words.length * 120);
}

function offline(is) {
  banner.hidden = !is;
  banner.textContent = is ? say("offline") : "";
}

// What the person does

const chat = new Chat(press, (message) => {
  if (message.wants === "photo") return [[say("takePhoto"), () => file.click()]];
  if (message.wants === "file") return [[say("takeFile"), () => paper.click()]];
  if (message.wants === "place" && isSecureContext && navigator.geolocation) return [[say("place"), sendPlace]];
  return [];
});

function press(face, row) {
  const tapped = row ? row.dataset.id : "";
  if (row && row === chat.asking) chat.answered();
  outbox.add({ id: newId(), tap: face.data, tapped }, face.label);
}

function sendText() {
  const words = text.value.trim();
  if (!words) {
    text.focus();
    return;
  }
  const phone = wants === "phone" && /^\+?[\d][\d\s-]{4,}$/.test(words);
  outbox.add({ id: newId(), [phone ? "contact" : "text"]: words }, words);
  text.value = "";
  grow();
}

function sendPlace() {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const place = { latitude: coords.latitude, longitude: coords.longitude };
      outbox.add({ id: newId(), place }, say("myPlace"));
    },
    () => toast(say("noPlace")),
    { timeout: 15_000, maximumAge: 60_000 },
  );
}

async function sendPhoto() {
  const chosen = [...file.files];
  file.value = "";
  for (const each of chosen) {
    const photo = await prepare(each);
    if (photo) outbox.add({ id: newId() }, "", photo);
    else toast(say("tooLarge"));
  }
}

async function sendPaper() {
  const [chosen] = paper.files;
  paper.value = "";
  const content = chosen && (await whole(chosen));
  if (content) outbox.add({ id: newId() }, chosen.name, content, chosen.name);
  else if (chosen) toast(say("fileTooLarge"));
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight + 4, innerHeight / 4)}px`;
}

// What waits to be sent, and what the house says

const outbox = new Outbox({
  show: (item, state) => chat.show(item, state, () => outbox.go()),
  answered: (answer) => toast(answer.toast),
  refused: (words) => toast(words || say("notNow")),
  reopen: () => open(),
  reached: (words) => {
    toast(words);
    if (line.source) offline(false);
  },
  unreached: () => offline(true),
});

const line = new Line({
  open,
  heard: (event) => {
    chat.hear(event);
    if (!event.own) {
      speak(event.message.lang);
      wants = event.message.wants || "";
      hint = event.message.hint || "";
      answering();
    }
  },
  ready: ({ more }) => {
    if (more) earlier.hidden = false;
    chat.ready();
    chat.list.setAttribute("aria-live", "polite");
    document.documentElement.dataset.ready = "yes";
  },
  up: () => {
    offline(false);
    outbox.go();
  },
  down: () => offline(true),
});

/** Make sure of a session. Resolves to whether the house was reached. */
async function open() {
  const answer = await post("session", "");
  if (!answer.ok) return false;
  const { title, fresh } = answer.body;
  at("title").textContent = document.title = title;
  menu = answer.body.menu;
  services();
  if (fresh && opened && line.last) {
    line.forget(); // the house knows this device no more: begin anew
    chat.clear();
    for (const item of outbox.items) chat.show(item, "sending");
    setTimeout(() => line.connect());
  }
  opened = true;
  const start = new URLSearchParams(location.search).get("start");
  if (start) history.replaceState(null, "", location.pathname);
  if (fresh || start) outbox.add({ id: fresh ? "start" : newId(), text: start ? `/start ${start}` : "/start" });
  return true;
}

/** The keyboard that fits the question. */
function answering() {
  text.inputMode = wants === "phone" ? "tel" : "text";
  text.autocomplete = wants === "phone" ? "tel" : "off";
  text.placeholder = hint || say("write");
}

function services() {
  if (!menu) return;
  at("menu").replaceChildren(...(menu[current()] || menu.zh).map((face) => service(face, press)));
  at("menu").hidden = !at("menu").children.length;
}

async function older() {
  earlier.disabled = true;
  try {
    const response = await fetch(`history?before=${chat.firstId}`);
    const { messages, more } = await response.json();
    chat.prepend(messages);
    earlier.hidden = !more;
  } catch {
    offline(true);
  } finally {
    earlier.disabled = false;
  }
}

// Beginning

onLanguage(() => {
  document.documentElement.lang = current() === "zh" ? "zh-CN" : "en";
  for (const [id, key] of [["size", "size"], ["theme", "theme"], ["log", "log"], ["menu", "menu"], ["photo", "photo"], ["send", "send"], ["text", "writing"], ["composer", "writing"]]) {
    at(id).setAttribute("aria-label", say(key));
  }
  earlier.textContent = say("earlier");
  answering();
  services();
});
settings(toast);
at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  sendText();
});
text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    sendText();
  }
});
at("photo").addEventListener("click", () => file.click());
file.addEventListener("change", sendPhoto);
paper.addEventListener("change", sendPaper);
earlier.addEventListener("click", older);
if (window.visualViewport) {
  // On some phones the keyboard covers the page instead of shrinking it.
  visualViewport.addEventListener("resize", () => {
    document.documentElement.style.setProperty("--height", `${visualViewport.height}px`);
  });
}
outbox.restore();
line.connect();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("worker.js").catch(() => {});
