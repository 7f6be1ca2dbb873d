// Lets the code page, the licence face and the officer's scan page open without a network. It keeps what pages ask it
// to keep, answers only GET, and stores nothing else: no POST, no other page, no answer that is private to a form.

const VERSION = new URL(self.location.href).searchParams.get("v") ?? "0";
const COPIES = `tongban-${VERSION}`;
const PATIENCE_MS = 3000;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith("tongban-") && name !== COPIES);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(Promise.all(event.data.keep.map(keep)));
});

async function keep(address) {
  const url = new URL(address, self.location.href);
  if (url.origin !== self.location.origin) return;
  const copies = await caches.open(COPIES);
  if (isAsset(url) && (await copies.match(url.href))) return;
  try {
    await store(copies, url.href, await fetch(url.href, { credentials: "same-origin" }));
  } catch {
    // without a network the copy that we have stays
  }
}

function isAsset(url) {
  return url.pathname.includes("/static/");
}

// Only a page as asked for: a redirect to the sign-in page must not replace the licence.
async function store(copies, key, response) {
  if (response.ok && !response.redirected && response.type === "basic") await copies.put(key, response.clone());
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (isAsset(url)) event.respondWith(asset(event, url.href));
  else if (request.mode === "navigate") event.respondWith(page(event, url.href.split("#")[0]));
});

async function asset(event, key) {
  const copies = await caches.open(COPIES);
  const copy = await copies.match(key);
  if (!copy) return fetch(event.request);
  event.waitUntil(renewed(copies, key).catch(() => undefined));
  return copy;
}

async function renewed(copies, key) {
  await store(copies, key, await fetch(key, { credentials: "same-origin", cache: "no-cache" }));
}

async function page(event, key) {
  const copies = await caches.open(COPIES);
  const copy = await copies.match(key);
  if (!copy) return fetch(event.request);
  const live = fetch(event.request).then(async (response) => {
    await store(copies, key, response);
    return response.status >= 500 ? copy : response;
  });
  event.waitUntil(live.catch(() => undefined));
  const late = new Promise((resolve) => {
    setTimeout(() => resolve(copy), PATIENCE_MS);
  });
  return Promise.race([live.catch(() => copy), late]);
}
