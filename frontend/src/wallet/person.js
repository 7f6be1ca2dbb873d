// Whose phone? What this browser keeps belongs to one person; for anybody else it is covered and taken away
// (docs/ui-scripts.md, "Whose phone"). An officer's queue is never touched: its records wait for their officer.

import { forget, get, names, put } from "./store.js";

// The mark of the person whose page this is; undefined on a page that carries none.
export const personHere = () => document.documentElement.dataset.person;

// The person who was signed in at the last answer of the server; undefined when none was ever heard.
const lastHeard = () => /(?:^|; )tongban-person=([^;]+)/.exec(document.cookie)?.[1];

const isOwn = (name) => name !== "clock" && name !== "owner";

// Keys and bundles of anybody else go. True if something went.
export async function guard(person) {
  if (person === undefined) return false;
  const kept = (await names("wallet")).filter(isOwn);
  if (!kept.length || (await get("wallet", "owner")) === person) return false;
  await forget();
  return true;
}

// Before anything is kept: whose it will be.
export async function claim() {
  const person = personHere();
  if (person === undefined) return;
  await guard(person);
  await put("wallet", "owner", person);
}

// A kept page of somebody else covers itself, empties the phone, and gives way to what the server says.
async function cover() {
  document.documentElement.hidden = true;
  await forget().catch(() => undefined);
  location.reload();
}

export function watchPerson() {
  const here = personHere();
  if (here === undefined) return;
  const isOthers = () => ![undefined, here].includes(lastHeard());
  addEventListener("pageshow", (event) => event.persisted && isOthers() && cover());
  if (isOthers()) cover();
  else if (globalThis.indexedDB) guard(here).catch(() => undefined);
}
