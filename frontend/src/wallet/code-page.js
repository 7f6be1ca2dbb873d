// The code page (docs/ui-scripts.md): a purpose, a new proof every 15 seconds, and everything that goes with it.
// It works from IndexedDB alone; the network only renews what is there.

import { fromBase64, toBase64url } from "./bytes.js";
import { isSupported, keepBundle } from "./collect.js";
import { ageText, filled, keepForOffline, say, setState, tell } from "./page.js";
import { guard, personHere } from "./person.js";
import { present } from "./proof.js";
import { draw } from "./qr.js";
import { post, serverSeconds } from "./server.js";
import { forget, get, remove } from "./store.js";

const NORMAL = "#14202A";
const ABNORMAL = "#B3261E";
const CHALLENGE_MS = 120000;
const LEAST_PAUSE_MS = 5000;

export async function codePage(root) {
  if (!isSupported()) {
    setState(root, "unsupported");
    return;
  }
  const page = new CodePage(root);
  await page.start();
}

class CodePage {
  constructor(root) {
    this.root = root;
    this.periodMs = 1000 * Number(root.dataset.seconds ?? 15);
    this.purpose = this.tabs().find((tab) => tab.getAttribute("aria-selected") === "true")?.dataset.purpose;
    this.bundleName = root.dataset.bundle; // undefined: the driving licence
    this.leastPauseMs = Number(root.dataset.refreshPause ?? LEAST_PAUSE_MS);
    this.challenge = null;
    this.isRevealed = false;
    this.drawnAt = 0;
  }

  tabs() {
    return [...this.root.querySelectorAll("[data-purpose]")];
  }

  async start() {
    this.listen();
    await this.load();
    setInterval(() => this.tick(), 250);
    setInterval(() => this.refresh(), 1000 * Number(this.root.dataset.refreshPoll ?? 60));
    keepForOffline(this.root).catch(() => undefined);
    await this.refresh();
  }

  listen() {
    const { root } = this;
    this.tabs().forEach((tab, place, tabs) => {
      tab.addEventListener("click", () => this.choose(tab.dataset.purpose));
      tab.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = tabs[(place + step + tabs.length) % tabs.length];
        next.focus();
        this.choose(next.dataset.purpose);
      });
    });
    root.querySelector("[data-code-reveal]")?.addEventListener("click", () => {
      this.isRevealed = true;
      this.show();
    });
    root.querySelector("[data-code-challenge]")?.addEventListener("submit", (event) => this.answer(event));
    root.querySelector("[data-code-challenge-clear]")?.addEventListener("click", () => this.setChallenge(null));
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.isRevealed = false; // whoever picks the phone up again taps again
      else this.keepAwake();
      this.show();
      if (!document.hidden) this.refresh();
    });
    for (const name of ["online", "offline"]) addEventListener(name, () => this.network());
    this.network();
  }

  network() {
    this.root.querySelectorAll("[data-wallet-offline]").forEach((element) => {
      element.hidden = navigator.onLine;
    });
    if (navigator.onLine && this.bundle) this.refresh();
  }

  async load() {
    await guard(personHere()); // anybody else's is gone before it is looked at
    this.keys = await get("wallet", "keys");
    this.bundle = await get("wallet", this.bundleName ?? "bundle");
    const { root, bundle } = this;
    if (bundle) {
      root.dataset.standing = bundle.standing ?? "normal";
      root.querySelectorAll("[data-for-standing]").forEach((element) => {
        element.hidden = !element.dataset.forStanding.split(" ").includes(root.dataset.standing);
      });
      tell(root, "[data-code-standing]", bundle.standing_text ?? "");
      root.querySelectorAll("[data-face-field]").forEach((element) => say(element, bundle.face?.[element.dataset.faceField] ?? ""));
      root.querySelectorAll("[data-code-portrait]").forEach((image) => {
        if (bundle.portrait) image.src = bundle.portrait;
      });
      const age = (Date.now() - Date.parse(bundle.refreshed_at)) / 1000;
      tell(root, "[data-wallet-age]", ageText(root, age, { minutes: "textAgeMinutes", hours: "textAge" }));
    }
    await this.show();
  }

  choose(purpose) {
    this.purpose = purpose;
    this.isRevealed = false;
    this.show();
  }

  answer(event) {
    event.preventDefault();
    const { challenge } = event.target.elements;
    if (!/^[0-9]{4}$/.test(challenge.value)) {
      challenge.setAttribute("aria-invalid", "true");
      challenge.focus();
      return;
    }
    challenge.removeAttribute("aria-invalid");
    this.setChallenge(challenge.value);
    challenge.value = "";
    challenge.blur();
  }

  setChallenge(digits) {
    clearTimeout(this.challengeTimer);
    this.challenge = digits;
    if (digits) this.challengeTimer = setTimeout(() => this.setChallenge(null), CHALLENGE_MS);
    tell(this.root, "[data-code-challenge-digits]", digits ?? "");
    this.show();
  }

  tick() {
    const elapsed = Date.now() - this.drawnAt;
    if (this.root.dataset.state !== "shown" || document.hidden) return;
    if (elapsed >= this.periodMs || elapsed < 0) {
      this.show();
      return;
    }
    this.drain(elapsed);
  }

  drain(elapsed) {
    const left = Math.ceil((this.periodMs - elapsed) / 1000);
    tell(this.root, "[data-code-seconds]", filled(this.root.dataset.textSeconds, { n: left }));
    this.root.querySelectorAll("[data-code-ring]").forEach((ring) => {
      ring.style.strokeDasharray = "100";
      ring.style.strokeDashoffset = String((100 * elapsed) / this.periodMs);
    });
  }

  // Which state, and the picture that goes with it. Calls may overlap: the last one wins.
  async show() {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const { root } = this;
    for (const tab of this.tabs()) {
      const isChosen = tab.dataset.purpose === this.purpose;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
    }
    root.querySelectorAll("[data-for-purpose]").forEach((element) => {
      element.hidden = !element.dataset.forPurpose.split(" ").includes(this.purpose);
    });
    const seconds = await serverSeconds();
    const state = this.stateAt(seconds);
    if (state !== "shown") {
      this.clear();
      setState(root, state);
      return;
    }
    const token = fromBase64(this.bundle.tokens[this.purpose]);
    const { privateKey } = this.keys;
    const text = await present(token, { privateKey, seconds: Math.floor(seconds), challenge: this.challenge });
    if (turn !== this.turn) return;
    this.place(text);
    setState(root, "shown");
    this.keepAwake();
  }

  stateAt(seconds) {
    if (this.isLocked) return "locked";
    if (this.isEnded) return "ended";
    const { bundle, keys, purpose } = this;
    if (!bundle || !keys) return "none";
    if (bundle.expires && Date.parse(bundle.expires) / 1000 <= seconds) return "expired";
    if (!bundle.tokens?.[purpose]) return "missing";
    const tab = this.tabs().find((one) => one.dataset.purpose === purpose);
    return tab && "reveal" in tab.dataset && !this.isRevealed ? "covered" : "shown";
  }

  place(text) {
    const { root } = this;
    const colour = root.dataset.standing === "normal" ? NORMAL : ABNORMAL;
    const picture = draw(text, { colour, label: root.dataset.textCode ?? "" });
    root.querySelectorAll("[data-code-qr]").forEach((element) => element.replaceChildren(picture));
    if ("exposeCode" in root.dataset) root.dataset.codeText = text;
    this.drawnAt = Date.now();
    this.drain(0);
  }

  clear() {
    this.root.querySelectorAll("[data-code-qr]").forEach((element) => element.replaceChildren());
    delete this.root.dataset.codeText;
    this.awake?.release().catch(() => undefined);
    this.awake = null;
  }

  async keepAwake() {
    if (this.awake && !this.awake.released) return;
    if (this.root.dataset.state !== "shown" || document.hidden || !navigator.wakeLock) return;
    this.awake = await navigator.wakeLock.request("screen").catch(() => null);
  }

  async refresh() {
    if (!this.bundle || !this.keys || this.isLocked || this.isRefreshing || document.hidden || !navigator.onLine) return;
    if (Date.now() - (this.askedAt ?? 0) < this.leastPauseMs) return;
    this.isRefreshing = true;
    this.askedAt = Date.now();
    try {
      const point = new Uint8Array(await crypto.subtle.exportKey("raw", this.keys.publicKey));
      const { refreshUrl, csrf } = this.root.dataset;
      const bundle = await post(refreshUrl, { public_key: toBase64url(point) }, { csrf });
      if (bundle) await keepBundle(bundle, this.bundleName);
      await this.load();
    } catch (error) {
      if (error.status === 401) await this.end();
      else if (error.status === 410 || error.code === "licences.locked") await this.lock();
    } finally {
      this.isRefreshing = false;
    }
  }

  // The session is over: nothing of the licence stays, whoever holds the phone now.
  async end() {
    this.bundle = null;
    this.keys = null;
    await forget();
    this.isEnded = true;
    await this.show();
  }

  async lock() {
    this.bundle = null;
    this.keys = null;
    // A void vehicle licence takes nothing else with it; a locked driving licence means a lost phone.
    await (this.bundleName ? remove("wallet", this.bundleName) : forget());
    this.isLocked = true; // said only when it is done: who reads it may close the page
    await this.show();
  }
}
