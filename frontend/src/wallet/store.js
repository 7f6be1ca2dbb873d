// What stays in this browser: one IndexedDB with two small stores, and the service worker's copies.
// Keys are kept as CryptoKey objects that cannot be exported; they survive a reload and never leave.

const NAME = "tongban";
const STORES = ["wallet", "roadside", "queue"];

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => STORES.forEach((store) => request.result.createObjectStore(store));
  return asked(request);
}

async function inStore(store, mode, act) {
  const database = await opened();
  try {
    const transaction = database.transaction(store, mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const result = await asked(act(transaction.objectStore(store)));
    await done;
    return result;
  } finally {
    database.close();
  }
}

export const get = (store, key) => inStore(store, "readonly", (found) => found.get(key));
export const all = (store) => inStore(store, "readonly", (found) => found.getAll());
export const names = (store) => inStore(store, "readonly", (found) => found.getAllKeys());
export const put = (store, key, value) => inStore(store, "readwrite", (found) => found.put(value, key));
export const remove = (store, key) => inStore(store, "readwrite", (found) => found.delete(key));
export const clear = (store) => inStore(store, "readwrite", (found) => found.clear());

// The device key: P-256, made once, never extractable.
export async function deviceKeys() {
  const kept = await get("wallet", "keys");
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  await put("wallet", "keys", made);
  return made;
}

// Lock and sign-out: nothing of the licence stays. What is the same for everybody (scripts, styles, the page for when
// there is no network) may; an officer's queue is in another store, and stays.
export async function forget() {
  await clear("wallet");
  if (!("caches" in globalThis)) return;
  const ours = (await caches.keys()).filter((name) => name.startsWith("tongban-"));
  await Promise.all(ours.map(emptied));
}

const isEverybodys = ({ pathname }) => pathname.includes("/static/") || pathname.startsWith("/offline/");

export async function emptied(name) {
  const copies = await caches.open(name);
  const kept = (await copies.keys()).filter(({ url }) => !isEverybodys(new URL(url)));
  await Promise.all(kept.map((one) => copies.delete(one)));
}
