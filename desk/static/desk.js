// What a page of the desk does by itself. Every page works without it: it only saves keystrokes and reloads.

// Parts marked `data-live="name"` are kept up to date: the page hears that something changed and asks for itself again.
const live = () => [...document.querySelectorAll("[data-live]")];

// Whether somebody is there: a page that is only left open does not keep its session alive.
let touched = false;
for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, () => { touched = true; }, { passive: true });

async function refresh() {
  const headers = { "X-Linli-Live": touched ? "touched" : "left" };
  touched = false;
  const response = await fetch(location.href, { headers, redirect: "manual" });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of live()) {
    const now = fresh.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
    // What somebody is about to type or tap must not be taken away under their hands.
    if (!now || now.innerHTML === part.dataset.seen || part.contains(document.activeElement)) continue;
    part.dataset.seen = now.innerHTML;
    part.replaceChildren(...now.childNodes);
  }
}

if (live().length) {
  for (const part of live()) part.dataset.seen = part.innerHTML;
  const line = new EventSource("/desk/live");
  let asking = false;
  line.addEventListener("changed", async () => {
    if (asking || document.hidden) return;
    asking = true;
    try { await refresh(); } finally { asking = false; }
  });
  line.addEventListener("over", () => line.close());
  // What says how long something has waited moves on although nothing was changed.
  setInterval(() => { if (!document.hidden) refresh(); }, 60000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
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
