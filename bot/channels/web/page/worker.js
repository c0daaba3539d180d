// Keeps the empty page at hand, so that it opens without a network. It keeps nothing of what anybody said.
const SHELL = "linli-{{version}}";
const FILES = ["look.css", "chat.css", "early.js", "app.js", "bubbles.js", "chat.js", "door.js", "line.js", "outbox.js", "photo.js",
  "settings.js", "words.js", "icon-192.png"].map((name) => `a/{{version}}/${name}`);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(["./", "manifest.webmanifest", ...FILES])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const stale = (name) => name.startsWith("linli-") && name !== SHELL;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(stale).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname.slice(new URL(self.registration.scope).pathname.length);
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && path === "") {
    event.respondWith(fetch(request).catch(() => caches.match("./")));
  } else if (path.startsWith("a/")) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  }
});
