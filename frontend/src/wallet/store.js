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

// Lock and sign-out: nothing of the licence stays.
export async function forget() {
  await clear("wallet");
  if ("caches" in globalThis) {
    const names = (await caches.keys()).filter((name) => name.startsWith("tongban-"));
    await Promise.all(names.map((name) => caches.delete(name)));
  }
}
