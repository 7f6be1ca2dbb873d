// Fills a result template of the page: no words of its own, no HTML from anyone else.

import { filled, say } from "../wallet/page.js";

export function place(root, { outcome, reasons, facts, number }) {
  const find = (name) => root.querySelector(`template[data-result="${name}"]`);
  const template = find(`${facts.purpose}-${outcome}`) ?? find(outcome);
  const target = root.querySelector("[data-result-place]");
  if (!template || !target) return;
  const result = template.content.cloneNode(true);
  result.querySelectorAll("[data-slot]").forEach((slot) => fill(slot, { ...facts, outcome }[slot.dataset.slot]));
  result.querySelectorAll("[data-slot-reasons]").forEach((list) => {
    list.replaceChildren(...reasons.map((reason) => line(root, reason, number)));
    list.hidden = reasons.length === 0;
  });
  target.replaceChildren(result);
  target.tabIndex = -1;
  target.focus();
}

function fill(slot, value) {
  const isAbsent = value === undefined || value === "";
  const row = slot.closest("[data-slot-row]") ?? slot;
  row.hidden = isAbsent;
  if (isAbsent) return;
  const words = JSON.parse(slot.dataset.slotValues ?? "{}");
  say(slot, words[String(value)] ?? String(value));
}

function line(root, { key, check, english }, number) {
  const template =
    root.querySelector(`template[data-reason="${key}"]`) ?? root.querySelector(`template[data-reason="${check}"]`);
  const item = document.createElement("li");
  item.dataset.reasonKey = key;
  item.textContent = template ? filled(template.innerHTML.trim(), { n: number(key) }) : english;
  return item;
}
