// What every page may use: the few govuk components that need script, htmx under strict CSP, and three small
// manners: reveal a masked number for 30 seconds, tick a clock, keep a double click from sending twice.

import { ErrorSummary, SkipLink } from "govuk-frontend";
import htmx from "htmx.org";
import { watchPerson } from "../wallet/person.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;

document.body.classList.add("govuk-frontend-supported", "js-enabled");
for (const root of document.querySelectorAll('[data-module="govuk-error-summary"]')) new ErrorSummary(root);
for (const root of document.querySelectorAll('[data-module="govuk-skip-link"]')) new SkipLink(root);

watchPerson();
const { worker } = document.documentElement.dataset;
if (worker && "serviceWorker" in navigator) navigator.serviceWorker.register(worker).catch(() => undefined);

const REVEALED_MS = 30_000;
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal-target]");
  if (!button) return;
  const place = document.getElementById(button.dataset.revealTarget);
  if (!place || place.dataset.masked) return;
  place.dataset.masked = place.textContent;
  place.textContent = place.dataset.full;
  button.hidden = true;
  setTimeout(() => {
    place.textContent = place.dataset.masked;
    delete place.dataset.masked;
    button.hidden = false;
  }, REVEALED_MS);
});

const clocks = [...document.querySelectorAll("[data-clock]")];
if (clocks.length) {
  const served = document.body.dataset.now ? Date.parse(document.body.dataset.now) - Date.now() : 0;
  const format = new Intl.DateTimeFormat("zh-CN", {
    hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: "Asia/Shanghai",
  });
  const tick = () => clocks.forEach((clock) => (clock.textContent = format.format(Date.now() + served)));
  tick();
  setInterval(tick, 1000);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.dataset.sent) return form.dataset.sent && event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// The rail's menu: a <details> that is open on wide screens, also when a narrow one becomes wide (a phone that is turned).
const menu = document.querySelector(".rail__menu");
if (menu) {
  const narrow = window.matchMedia("(max-width: 700px)");
  const fold = () => { menu.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();
}

for (const box of document.querySelectorAll("[data-needs-choice]")) {
  const [name, value] = box.dataset.needsChoice.split("=");
  const sync = () => {
    const chosen = document.querySelector(`input[name="${name}"]:checked`);
    box.hidden = !chosen || chosen.value !== value;
  };
  document.addEventListener("change", sync);
  sync();
}

for (const input of document.querySelectorAll("input[type=file][data-preview]")) {
  input.addEventListener("change", () => {
    const image = document.getElementById(input.dataset.preview);
    if (image && input.files[0]) {
      image.src = URL.createObjectURL(input.files[0]);
      image.hidden = false;
    }
  });
}

// --- officer pages: the button says the act, the preview what the applicant will read; Z, O and N at the two photos.
for (const form of document.querySelectorAll("form[data-review]")) {
  const act = form.querySelector("[data-review-act]");
  const preview = form.querySelector("[data-review-preview]");
  const unchosen = preview.textContent;
  const sync = () => {
    const decision = form.querySelector('input[name="decision"]:checked')?.value;
    if (!decision) return;
    act.textContent = form.dataset[`name${decision[0].toUpperCase()}${decision.slice(1)}`];
    const broken = [...form.querySelectorAll('input[name="broken"]:checked')];
    const gap = document.documentElement.lang.startsWith("en") ? " " : "";
    const texts = [...broken.map((box) => box.dataset.broken), broken[0]?.dataset.remedy, form.dataset.previewTail];
    if (form.dataset.isLast) texts.splice(broken.length, 1);
    const told = broken.length ? texts.filter(Boolean).join(gap) : unchosen;
    preview.textContent = { approve: form.dataset.previewApprove, return: told, window: form.dataset.previewWindow }[decision];
  };
  form.addEventListener("change", sync);
  sync();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
  const pair = document.querySelector("[data-pair]");
  if (pair && event.key === "z") pair.classList.toggle("is-zoomed");
  if (pair && event.key === "o") pair.classList.toggle("is-overlaid");
  if (event.key === "n") document.querySelector('[data-key="n"]')?.click();
  const rows = [...document.querySelectorAll("[data-queue] [data-row]")];
  const place = rows.findIndex((row) => row.closest("tr").classList.contains("is-selected"));
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && rows[place + step]) {
    event.preventDefault();
    location.replace(rows[place + step].href);
  }
  if (event.key === "Enter" && rows[place] && !event.target.closest("a, button, summary")) location.assign(rows[place].dataset.open);
});

// A row opens wherever it is clicked: the click goes to its link. Selected text, buttons and other links stay what they are.
document.addEventListener("click", (event) => {
  const link = event.target.closest("tr")?.querySelector("[data-row]");
  if (!link || event.target.closest("a, button, input, select, textarea, summary, label, form") || String(getSelection())) return;
  if (event.ctrlKey || event.metaKey) open(link.href, "_blank", "noopener");
  else location.assign(link.href);
});

// --- two minutes before an idle session ends: say so, and let the person stay. Every tab tells the others that it did.
// By the clock on the wall: a phone that slept has missed its timers.
const idle = document.querySelector("[data-idle]");
if (idle) {
  const words = idle.querySelector("[data-idle-words]");
  const button = idle.querySelector("[data-idle-stay]");
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("tongban-idle") : null;
  const [warning, staying] = [words.textContent, button.textContent];
  const WARNED_MS = 120_000;
  let until = Infinity;
  let isOver = false;
  let before = null;
  const tell = (said, choice) => {
    if (words.textContent !== said) words.textContent = said;
    button.textContent = choice;
    if (!idle.hidden) return;
    before = document.activeElement;
    idle.hidden = false;
    button.focus();
  };
  const close = () => {
    if (idle.hidden) return;
    idle.hidden = true;
    before?.focus();
  };
  const begin = (seconds) => {
    until = Date.now() + seconds * 1000;
    isOver = false;
    close();
  };
  const end = () => {
    until = Infinity;
    isOver = true;
    tell(idle.dataset.over, idle.dataset.read);
  };
  const look = () => {
    const left = until - Date.now();
    if (left <= 0) end();
    else if (left <= WARNED_MS && idle.hidden) tell(warning, staying);
  };
  const stay = async () => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: idle.querySelector("[name=csrfmiddlewaretoken]").value });
    const how = { method: "POST", body, credentials: "same-origin", redirect: "manual" };
    const answer = await fetch(idle.dataset.stay, how).catch(() => null);
    if (!answer) return tell(idle.dataset.unheard, staying);
    if (answer.status !== 204) return end();
    tabs?.postMessage(idle.dataset.idle);
    begin(idle.dataset.idle);
  };
  button.addEventListener("click", () => (isOver ? close() : stay()));
  idle.addEventListener("keydown", (event) => event.key === "Escape" && button.click());
  tabs?.addEventListener("message", (event) => begin(event.data));
  tabs?.postMessage(idle.dataset.idle);
  begin(idle.dataset.idle);
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
}
