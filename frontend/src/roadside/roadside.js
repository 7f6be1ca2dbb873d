// The officer's scan page (docs/ui-scripts.md, Officer): read a code, ask the server, and without it judge here.

import { personHere } from "../wallet/person.js";
import { ageText, filled, keepForOffline, setState, tell } from "../wallet/page.js";
import { Malformed } from "../wallet/bytes.js";
import { post, serverSeconds } from "../wallet/server.js";
import { Scanner } from "../ui/scanner.js";
import { parse, verify } from "./code.js";
import { Lists } from "./lists.js";
import { judge } from "./outcome.js";
import * as queue from "./queue.js";
import { place } from "./result.js";

const BUZZES = { green: 1, amber: 2, grey: 2, red: 3, other: 2, untrusted: 3, unreadable: 2 };

class ScanPage {
  constructor(root) {
    this.root = root;
    this.settings = { ...root.dataset };
    this.lists = new Lists(this.settings);
    this.scanner = new Scanner(root, (text) => this.check(text));
    this.challenge = null;
  }

  number(name, otherwise) {
    return Number(this.settings[name] ?? otherwise);
  }

  async start() {
    this.listen();
    setState(this.root, "ready");
    this.network();
    await this.lists.load().catch(() => undefined);
    await this.tellLists();
    keepForOffline(this.root).catch(() => undefined);
    this.sync();
    setInterval(() => this.sync(), 1000 * this.number("syncSeconds", 300));
    setInterval(() => this.tellLists(), 30000);
    if ("scanAuto" in this.settings) this.scanner.scan();
  }

  listen() {
    const on = (selector, event, act) => this.root.querySelector(selector)?.addEventListener(event, act);
    on("[data-result-again]", "click", () => this.again());
    on("[data-scan-text]", "submit", (event) => {
      event.preventDefault();
      this.check(event.target.elements.code.value.trim());
    });
    on("[data-challenge-start]", "click", () => this.setChallenge(fourDigits()));
    on("[data-challenge-stop]", "click", () => this.setChallenge(null));
    for (const name of ["online", "offline"]) {
      addEventListener(name, () => {
        this.network();
        this.sync();
      });
    }
  }

  network() {
    this.root.dataset.online = String(navigator.onLine);
    this.root.querySelectorAll("[data-network]").forEach((element) => {
      element.textContent = navigator.onLine ? element.dataset.textOnline : element.dataset.textOffline;
    });
  }

  async sync() {
    if (!navigator.onLine || this.isSyncing) return;
    this.isSyncing = true;
    const { queueUrl, csrf } = this.settings;
    // One may fail without the other: a list that does not hold is no reason to keep records back.
    await this.lists.sync().catch((error) => this.failed(error));
    await queue.send(queueUrl, csrf, personHere()).catch((error) => this.failed(error));
    this.isSyncing = false;
    await this.tellLists();
  }

  failed(error) {
    this.root.dataset.syncProblem = error.code || error.name;
  }

  async tellLists() {
    const age = this.lists.age(await serverSeconds());
    const text = age === null ? this.settings.textNoList : ageText(this.root, age, { minutes: "textMinutes", hours: "textHours" });
    tell(this.root, "[data-list-age]", text ?? "");
    const { own, others } = await queue.sizes(personHere());
    tell(this.root, "[data-queue-count]", String(own));
    tell(this.root, "[data-queue-others]", others ? filled(this.settings.textOthers, { n: others }) : "");
    this.root.dataset.lists = age === null ? "none" : age <= this.number("freshSeconds", 3600) ? "fresh" : "stale";
  }

  setChallenge(digits) {
    this.challenge = digits;
    tell(this.root, "[data-challenge-digits]", digits ?? "");
    this.root.querySelectorAll("[data-challenge-stop]").forEach((button) => {
      button.hidden = digits === null;
    });
  }

  again() {
    this.root.querySelector("[data-result-place]")?.replaceChildren();
    this.setChallenge(null);
    this.scanner.scan();
  }

  // On line the server answers, for it knows more; without it this phone does.
  async check(code) {
    this.scanner.stop();
    setState(this.root, "checking");
    tell(this.root, "[data-roadside-problem]", "");
    const at = await serverSeconds();
    const record = { id: crypto.randomUUID(), code, challenge: this.challenge, scanned_at: iso(at) };
    try {
      const { checkUrl, csrf } = this.settings;
      const timeout = this.number("timeoutMs", 3000);
      const answer = await post(checkUrl, record, { csrf, store: "roadside", timeout });
      location.assign(answer.url);
    } catch (error) {
      const isSignedOut = error.status === 401;
      if (isSignedOut) tell(this.root, "[data-roadside-problem]", this.settings.textSignIn ?? "");
      if (error.status && error.status < 500 && !isSignedOut) {
        tell(this.root, "[data-roadside-problem]", error.message);
        setState(this.root, "ready");
      } else await this.judgeHere(record, at);
    }
  }

  async judgeHere(record, at) {
    const { outcome, reasons, facts } = await this.judged(record, at).catch((error) => {
      if (error instanceof Malformed) return { outcome: "unreadable", reasons: [this.unreadable(record.code, error)], facts: {} };
      throw error;
    });
    const age = this.lists.age(at);
    place(this.root, { outcome, reasons, facts: { ...facts, list_age: this.listAge(age) }, number: (key) => this.numberFor(key, age) });
    setState(this.root, "result");
    this.root.dataset.outcome = outcome;
    navigator.vibrate?.(Array(2 * BUZZES[outcome] - 1).fill(120));
    if (outcome === "unreadable") return;
    await queue.add({
      ...record,
      outcome,
      reasons: reasons.map(({ key }) => key),
      list_issued_at: age === null ? null : iso(at - age),
      trust_issued_at: this.lists.trust ? iso(this.lists.trust.issuedAt) : null,
    }, personHere());
    this.setChallenge(null);
    await this.tellLists();
  }

  async judged({ code, challenge }, at) {
    const { trust } = this.lists;
    const report = await verify(code, {
      signers: trust?.signers ?? new Map(),
      at,
      entitlement: this.lists.entitlement(at),
      challenge,
      maxSkew: this.number("skewSeconds", 60),
      maxStatusAge: this.number("freshSeconds", 3600),
      isTrustListCurrent: await this.lists.isTrustCurrent(at, this.number("trustSeconds", 86400)),
    });
    const isReplay = await queue.isReplay((await parse(code)).proofId, at);
    const today = chinaDay(at);
    const { outcome, reasons } = judge(report, { hasTrust: Boolean(trust), isReplay, today, goodLetters: this.settings.goodLetters });
    return { outcome, reasons, facts: factsOf(report.elements) };
  }

  // The page carries the table of tongban/standards/qrcode/foreign.py: what a code is that is no licence code.
  unreadable(code, error) {
    const kinds = [...this.root.querySelectorAll("template[data-pattern]")];
    const kind = kinds.find((template) => new RegExp(template.dataset.pattern, "i").test(code));
    return { key: kind?.dataset.reason ?? "form", check: "form", english: error.code };
  }

  listAge(age) {
    return age === null ? this.settings.textNoList : ageText(this.root, age, { minutes: "textMinutes", hours: "textHours" });
  }

  numberFor(key, age) {
    if (key.startsWith("freshness")) return this.number("skewSeconds", 60);
    return key === "status.stale" ? Math.round(age / 3600) : "";
  }
}

function factsOf(elements) {
  const facts = { ...elements, shown_at: chinaTime(elements.shown_at) };
  // null is "no end": 长期. The page says so in its own words (data-slot-values).
  if (facts.valid_until === null) facts.valid_until = "long-term";
  return facts;
}

function fourDigits() {
  const [number] = crypto.getRandomValues(new Uint32Array(1)); // 2^32 is no multiple of 10^4; the bias is 2 in a million
  return String(number % 10000).padStart(4, "0");
}

const iso = (seconds) => `${new Date(Math.floor(seconds) * 1000).toISOString().slice(0, 19)}Z`;
const CHINA = { timeZone: "Asia/Shanghai" };
const chinaDay = (seconds) => new Intl.DateTimeFormat("en-CA", { ...CHINA, dateStyle: "short" }).format(seconds * 1000);
const chinaTime = (seconds) => new Intl.DateTimeFormat("en-GB", { ...CHINA, timeStyle: "medium" }).format(seconds * 1000);

document.querySelectorAll("[data-roadside=check]").forEach((root) => new ScanPage(root).start());
