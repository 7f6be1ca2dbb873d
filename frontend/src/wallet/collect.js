// Makes the device key, proves that we hold it, and keeps the credentials that come back (docs/ui-scripts.md, Collect).

import { setState, tell } from "./page.js";
import { provePossession } from "./proof.js";
import { post } from "./server.js";
import { claim } from "./person.js";
import { deviceKeys, put } from "./store.js";

export const isSupported = () => Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

export function collectPage(root) {
  if (!isSupported()) {
    setState(root, "unsupported");
    return;
  }
  setState(root, "ready");
  root.querySelectorAll("[data-wallet-start]").forEach((button) => button.addEventListener("click", () => collect(root)));
  if ("auto" in root.dataset) collect(root);
}

async function collect(root) {
  if (root.dataset.state === "working") return;
  setState(root, "working");
  try {
    const { collectUrl, nonce, csrf, nextUrl } = root.dataset;
    await claim();
    await keepBundle(await post(collectUrl, await provePossession(await deviceKeys(), nonce), { csrf }), root.dataset.bundle);
    setState(root, "done");
    if (nextUrl) location.assign(nextUrl);
  } catch (error) {
    tell(root, "[data-wallet-problem]", error.status === 401 ? (root.dataset.textSignIn ?? "") : error.status ? error.message : "");
    setState(root, "failed");
  }
}

// name: "bundle" is the driving licence; each vehicle has its own beside it, under the same key of this phone.
export function keepBundle(bundle, name = "bundle") {
  return put("wallet", name, { ...bundle, refreshed_at: new Date().toISOString() });
}
