// Keeps the handset's shell on the phone, whole or not at all, so that it opens with no signal.
// Only the addresses listed here are kept: no answer of the API ever enters this cache.
const VERSION = "{{ version|escapejs }}";
const CACHE = `fieldbook-${VERSION}`;
const FILES = [
  "/manifest.webmanifest",{% for url in urls %}
  "{{ url|escapejs }}",{% endfor %}
];
const SHELL = new Set(["/", ...FILES]);

self.addEventListener("install", (event) => event.waitUntil(keepWhole()));

// A newer shell waits until no page of the older one is open, or until one of them asks for it: only
// a page knows whether somebody is writing on it (newer.js).
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("fieldbook-") && name !== CACHE;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// What says that there is an alert (alertbar.js) leads to the page, which says what.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const pages = self.clients.matchAll({ type: "window" });
  event.waitUntil(pages.then(([page]) => page?.focus() ?? self.clients.openWindow("/#/alerts")));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = event.request.method === "GET"
    && url.origin === self.location.origin
    && SHELL.has(url.pathname);
  if (ours) event.respondWith(fromCache(url.pathname, event.request));
});

// The page goes in last. While servers change over, one may give this script and another, older or
// newer, the page: that is no shell, and the browser tries again when it next looks.
async function keepWhole() {
  const cache = await caches.open(CACHE);
  try {
    const page = await fetch("/", { cache: "reload" });
    if (!page.ok || !(await page.clone().text()).includes(VERSION)) throw new Error("Two versions");
    await cache.addAll(FILES);
    await cache.put("/", page);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function fromCache(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}
