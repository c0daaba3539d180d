// What a page of the desk does by itself. Every page works without it: it only saves keystrokes and reloads.

// Parts marked `data-live="name"` are kept up to date: the page hears that something changed and asks for itself again.
const live = () => [...document.querySelectorAll("[data-live]")];
let asking = false;
let again = false;
let fresh = null; // the page as it came last
let behind = false; // whether some of it is not shown yet

// What somebody is about to type or tap must not be taken away under their hands: such a part waits until they are elsewhere.
// A link or button that has an id, and is there in the new part, too, keeps the focus and holds nothing up.
const touched = (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked;

function held(part, now) {
  const here = document.activeElement;
  if (matchMedia("(hover: hover)").matches && part.querySelector("a:hover, button:hover")) return true;
  if ([...part.querySelectorAll("input, textarea")].some(touched)) return true;
  return part.contains(here) && !(here.id && here.matches("a, button") && now.querySelector(`#${CSS.escape(here.id)}`));
}

// Whether somebody is there: a page that is only left open does not keep its session alive.
let used = false;
for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, () => { used = true; }, { passive: true });

function show() {
  behind = false;
  for (const part of live()) {
    const now = fresh.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
    if (!now || now.innerHTML === part.dataset.seen) continue;
    if (held(part, now)) { behind = true; continue; }
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    part.dataset.seen = now.innerHTML;
    part.className = now.className;
    part.replaceChildren(...now.cloneNode(true).childNodes);
    if (focused) document.getElementById(focused).focus({ preventScroll: true });
  }
}

async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  try {
    const headers = { "X-Linli-Live": used ? "used" : "left" };
    used = false;
    const response = await fetch(location.href, { headers, redirect: "manual" });
    if (response.status === 401) location.reload(); // signed out: what is on the screen is nobody's to see any more
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

if (live().length) {
  for (const part of live()) part.dataset.seen = part.innerHTML;
  const line = new EventSource("/desk/live");
  let opened = false;
  line.addEventListener("open", () => { if (opened) refresh(); opened = true; });
  for (const news of ["changed", "over"]) line.addEventListener(news, () => { if (!document.hidden) refresh(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  // What says how long something has waited moves on although nothing was changed.
  setInterval(() => { if (!document.hidden) refresh(); }, 60000);
  for (const left of ["focusout", "mouseout"]) document.addEventListener(left, () => { if (behind) setTimeout(show); });
}

// Keys: "/" goes to the search; the arrows (or j and k) go up and down in a list, Enter opens what is under the cursor.
const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

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
  const here = places.indexOf(document.activeElement.closest("[data-row]"));
  const next = places[here < 0 ? (step > 0 ? 0 : places.length - 1) : here + step];
  if (!next) return;
  event.preventDefault();
  (next.matches("a, button") ? next : next.querySelector("a, button, input") ?? next).focus();
});

// A form is sent once, however often its button is pressed. (The server knows the same form again, too.)
document.addEventListener("submit", (event) => {
  const form = event.target;
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
