// What both modules do to a page: states, texts with places, and the service worker.

export function setState(root, state) {
  root.dataset.state = state;
  root.querySelectorAll("[data-show]").forEach((element) => {
    element.hidden = !element.dataset.show.split(" ").includes(state);
  });
}

// A sentence with {n}-style places out of a data- attribute.
export function filled(sentence, places = {}) {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);
}

// Sets a text only when it changes, so that live regions and screen readers are not disturbed.
export function say(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

export function tell(root, selector, text) {
  root.querySelectorAll(selector).forEach((element) => say(element, text));
}

// "3 hours old" in the page's own words; short ages in minutes where the page has words for them.
export function ageText(root, seconds, { minutes, hours }) {
  const isShort = seconds < 5400 && root.dataset[minutes];
  const n = Math.max(0, Math.round(seconds / (isShort ? 60 : 3600)));
  return filled(root.dataset[isShort ? minutes : hours], { n });
}

// Registers the worker, and hands it the page and everything the page is made of.
export async function keepForOffline(root) {
  const url = root.dataset.serviceWorker;
  if (!url || !("serviceWorker" in navigator)) return;
  const version = root.dataset.serviceWorkerVersion;
  await navigator.serviceWorker.register(version ? `${url}?v=${encodeURIComponent(version)}` : url);
  const { active } = await navigator.serviceWorker.ready;
  const parts = document.querySelectorAll("link[rel=stylesheet], link[rel~=icon], link[rel=manifest], script[src], img[src]");
  const listed = (root.dataset.offline ?? "").split(/\s+/).filter(Boolean);
  const addresses = [...parts].map((part) => part.href || part.src).concat(listed, root.dataset.wasm ?? []);
  const assets = [...new Set(addresses.map((one) => new URL(one, location.href)))]
    .filter((one) => one.origin === location.origin)
    .map((one) => one.href);
  active?.postMessage({ keep: [location.href.split("#")[0], ...assets] });
}
