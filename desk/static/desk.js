// What a page of the desk does by itself. Every page works without it: it only saves keystrokes and reloads.

// Parts marked `data-live="name"` are kept up to date: the page hears that something changed and asks for itself again.
// But a page that says what is wrong with a form stays as it is, with what was typed.
const stays = document.querySelector("main > [role=alert]");
const live = () => (stays ? [] : [...document.querySelectorAll("[data-live]")]);
let asking = false;
let again = false;
let fresh = null; // the page as it came last
let behind = false; // whether some of it is not shown yet

// What somebody is about to type or tap must not be taken away under their hands: such a part waits until they are elsewhere.
// A link or button that has an id, and is there in the new part, too, keeps the focus and holds nothing up.
const FIELDS = "main input, main textarea, main select";
const chosen = (options) => Math.max(0, options.findIndex((option) => option.defaultSelected));
const touched = (field) => field.matches("select")
  ? field.selectedIndex !== chosen([...field.options])
  : field.value !== field.defaultValue || field.checked !== field.defaultChecked;

const filled = (part) => [...part.querySelectorAll(FIELDS)].some(touched);

function held(part, now) {
  const here = document.activeElement;
  if (matchMedia("(hover: hover)").matches && part.querySelector("a:hover, button:hover")) return true;
  if (filled(part)) return true;
  return part.contains(here) && !(here.id && here.matches("a, button") && now.querySelector(`#${CSS.escape(here.id)}`));
}

// Whether somebody is there: a page that is only left open does not keep its session alive.
let used = false;
for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, () => { used = true; }, { passive: true });

// What a part showed when it came. The number that each form has of its own is another one each time, and no news.
const seen = new WeakMap();
const content = (part) => part.innerHTML.replaceAll(/(name="once" value=)"[^"]*"/g, "$1");

function show() {
  behind = false;
  for (const part of live()) {
    const now = fresh.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
    if (!now || content(now) === seen.get(part)) continue;
    if (held(part, now)) { behind = true; continue; }
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    seen.set(part, content(now));
    part.className = now.className;
    part.replaceChildren(...now.cloneNode(true).childNodes);
    if (focused) document.getElementById(focused).focus({ preventScroll: true });
  }
}

// Signed out: what is on the screen is nobody's to see any more. But what somebody is typing is not thrown away: sent, it is kept.
function over() {
  if (!filled(document)) { location.reload(); return; }
  behind = false;
  for (const part of live()) {
    if (filled(part)) continue;
    part.replaceChildren();
    seen.delete(part);
  }
}

async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  try {
    const headers = { "X-Linli-Live": used ? "used" : "left" };
    used = false;
    const response = await fetch(location.href, { headers, redirect: "manual" });
    if (response.status === 401) over();
    if (!response.ok) return;
    fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    show();
  } catch {
    // The service is away for a moment. The line is opened again by itself, and then there is news.
  } finally {
    asking = false;
  }
  if (again) { again = false; await refresh(); }
}

// A page that nobody sees has no line: a browser has six for all its pages together, and the seventh would wait for ever.
let line = null;

function listen() {
  if (line) return;
  line = new EventSource("/desk/live");
  let opened = false;
  line.addEventListener("open", () => { if (opened) refresh(); opened = true; });
  for (const news of ["changed", "over"]) line.addEventListener(news, refresh);
}

function rest() {
  line?.close();
  line = null;
}

if (live().length) {
  for (const part of live()) seen.set(part, content(part));
  if (!document.hidden) listen();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) rest();
    else { listen(); refresh(); }
  });
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", (event) => { if (event.persisted) { listen(); refresh(); } });
  // What says how long something has waited moves on although nothing was changed.
  setInterval(() => { if (!document.hidden) refresh(); }, 60000);
  for (const left of ["focusout", "mouseout"]) document.addEventListener(left, () => { if (behind) setTimeout(show); });
}

// Keys: "/" goes to the search; the arrows (or j and k) go up and down in a list, Enter opens what is under the cursor.
const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") {
    const find = document.getElementById("find");
    if (find) { event.preventDefault(); find.focus(); }
    return;
  }
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (!step) return;
  const places = [...document.querySelectorAll("[data-row]")].filter((place) => place.checkVisibility());
  if (!places.length) return;
  const here = places.indexOf(document.activeElement?.closest("[data-row]"));
  const next = places[here < 0 ? (step > 0 ? 0 : places.length - 1) : here + step];
  if (!next) return;
  event.preventDefault();
  (next.matches("a, button") ? next : next.querySelector("a, button, input") ?? next).focus();
});

// A form is sent once, however often its button is pressed. (The server knows the same form again, too.)
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("method") !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// `data-submit` sends its form as soon as another choice is made.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// `data-print` prints the page.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// Where something was not right, the first such field is where one goes on.
document.querySelector("main [aria-invalid=true]")?.focus();
