// Keeps the handset's shell on the phone, so that it opens with no signal at all.
// Only the addresses listed here are kept: no answer of the API ever enters this cache.
const CACHE = "fieldbook-{{ version|escapejs }}";
const SHELL = [
  "/",
  "/manifest.webmanifest",{% for url in urls %}
  "{{ url|escapejs }}",{% endfor %}
];

self.addEventListener("install", (event) => {
  const fresh = SHELL.map((url) => new Request(url, { cache: "reload" }));
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()),
  );
});

// Safe while a page of the older version is open: a page loads all its modules before it starts.
self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("fieldbook-") && name !== CACHE;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = event.request.method === "GET"
    && url.origin === self.location.origin
    && SHELL.includes(url.pathname);
  if (ours) event.respondWith(fromCache(url.pathname, event.request));
});

async function fromCache(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}
