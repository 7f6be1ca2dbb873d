// Talking to the server: JSON with the CSRF token, problems as errors, and the difference of the two clocks.

import { get, put } from "./store.js";

export class Problem extends Error {
  constructor(status, said) {
    super(said.detail || said.title || String(status));
    this.status = status;
    this.code = said.code ?? "";
  }
}

// Seconds since 1970 by the server's clock, as far as this device has heard it.
export async function serverSeconds() {
  return (Date.now() + ((await get("wallet", "clock")) ?? (await get("roadside", "clock")) ?? 0)) / 1000;
}

async function rememberClock(store, response, body, sentAt) {
  const said = Date.parse(body?.server_time ?? response.headers.get("Date") ?? "");
  const back = Date.now();
  // A Date header has whole seconds: half of one is its mean error. A slow answer says little, so it is not used.
  if (Number.isNaN(said) || back - sentAt > 5000) return;
  const rounding = body?.server_time ? 0 : 500;
  await put(store, "clock", Math.round(said + rounding - (sentAt + back) / 2));
}

// The token of the page, unless the cookie has a newer one: a page kept for days holds an old one.
function csrfToken(given) {
  return /(?:^|; )(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? given;
}

// POST `value`; the answer's JSON, null for 204. Throws Problem for a "no" (401 for a redirect), TypeError
// without a network.
export async function post(url, value, { csrf, store = "wallet", timeout = 15000 }) {
  const sentAt = Date.now();
  const response = await fetch(url, {
    method: "POST",
    credentials: "same-origin",
    redirect: "manual",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken(csrf) },
    body: JSON.stringify(value),
    signal: AbortSignal.timeout(timeout),
  });
  if (response.type === "opaqueredirect") throw new Problem(401, {}); // to the sign-in page
  const isJson = /json/.test(response.headers.get("Content-Type") ?? "");
  const body = isJson ? await response.json() : null;
  if (!response.ok) throw new Problem(response.status, body ?? {});
  await rememberClock(store, response, body, sentAt);
  return body;
}

// GET a signed file; null when it has not changed.
export async function file(url, { etag = null, store = "roadside", timeout = 15000 } = {}) {
  const sentAt = Date.now();
  const headers = etag ? { "If-None-Match": etag } : {};
  const response = await fetch(url, { headers, cache: "no-store", signal: AbortSignal.timeout(timeout) });
  await rememberClock(store, response, null, sentAt);
  if (response.status === 304) return null;
  if (!response.ok) throw new Problem(response.status, {});
  return { text: await response.text(), etag: response.headers.get("ETag") };
}
