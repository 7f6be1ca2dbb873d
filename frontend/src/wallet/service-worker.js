import { guard } from "./person.js";
import { emptied } from "./store.js";

// Lets the code page, the licence face and the officer's scan page open without a network. It keeps what pages ask it
// to keep, answers only GET from copies, and stores nothing else: no POST, no other page, no answer that is private to a
// form. What it keeps belongs to one person: an answer for anybody else empties it before that answer is shown. What can
// be shown neither from the network nor from a copy is one page of our own.

const VERSION = new URL(self.location.href).searchParams.get("v") ?? "0";
const COPIES = `tongban-${VERSION}`;
const PATIENCE_MS = 3000;

const LANGUAGES = ["zh-hans", "en"];
const PERSON = "/.person"; // notes beside the copies, under addresses that no page has
const LANGUAGE = "/.language";

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all(LANGUAGES.map(keepOfflinePage)).catch(() => undefined));
  self.skipWaiting();
});

const offlineAddress = (language) => new URL(`/offline/${language}/`, self.location.href).href;

// The page for what cannot be shown, with its style sheet.
async function keepOfflinePage(language) {
  const copies = await caches.open(COPIES);
  const response = await fetch(offlineAddress(language), { credentials: "omit" });
  if (!response.ok) return;
  await copies.put(offlineAddress(language), response.clone());
  const [, sheet] = /rel="stylesheet" href="([^"]+)"/.exec(await response.text()) ?? [];
  if (sheet) await keep(sheet);
}

async function note(name, value) {
  const copies = await caches.open(COPIES);
  if (value === undefined) return (await copies.match(name))?.text();
  await copies.put(name, new Response(value));
  return value;
}

// Every page says whose it is: when that is somebody else, nothing of the one before stays.
let listening = Promise.resolve();

// One after the other, so that nobody empties what another has just kept.
function heardFrom(response) {
  listening = listening.catch(() => undefined).then(() => noteOf(response));
  return listening;
}

async function noteOf(response) {
  if (response.type !== "basic") return;
  const language = response.headers.get("Content-Language");
  if (language) await note(LANGUAGE, language.startsWith("en") ? "en" : "zh-hans");
  const person = response.headers.get("Tongban-Person");
  if (!person) return;
  const before = await note(PERSON);
  if (before === person) return;
  await guard(person);
  await emptied(COPIES);
  await note(PERSON, person);
}

async function offlinePage() {
  const language = (await note(LANGUAGE).catch(() => undefined)) ?? "zh-hans";
  const copies = await caches.open(COPIES);
  return (await copies.match(offlineAddress(language))) ?? Response.error();
}

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
  if (!Array.isArray(event.data?.keep)) return;
  const [page, ...parts] = event.data.keep; // the page first: it says whose it is, and empties what is not theirs
  event.waitUntil(keep(page).then(() => Promise.all(parts.map(keep))));
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
  if (!response.ok || response.redirected || response.type !== "basic") return;
  await heardFrom(response);
  await copies.put(key, response.clone());
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && request.method !== "GET") event.respondWith(sent(event));
  else if (request.method !== "GET") return;
  else if (isAsset(url)) event.respondWith(asset(event, url.href));
  else if (request.mode === "navigate") event.respondWith(page(event, url.href.split("#")[0]));
  else if (request.destination === "image") event.respondWith(picture(event, url.href));
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

// A picture of a kept page, such as the portrait: the network's, else the copy.
async function picture(event, key) {
  const copies = await caches.open(COPIES);
  const copy = await copies.match(key);
  return copy ? fetch(event.request).catch(() => copy) : fetch(event.request);
}

// A form that is sent: only the network answers, and without one our own page says that nothing was sent.
async function sent(event) {
  try {
    const response = await fetch(event.request);
    await heardFrom(response).catch(() => undefined);
    return response;
  } catch {
    return offlinePage();
  }
}

async function page(event, key) {
  const copies = await caches.open(COPIES);
  const copy = await copies.match(key);
  if (!copy) return sent(event);
  const live = fetch(event.request).then(async (response) => {
    await heardFrom(response);
    await store(copies, key, response);
    return response.status >= 500 ? copy : response;
  });
  event.waitUntil(live.catch(() => undefined));
  const late = new Promise((resolve) => {
    setTimeout(() => resolve(copy), PATIENCE_MS);
  });
  return Promise.race([live.catch(() => copy), late]);
}
