// Checks that were made without a network, kept until the server has them; and the proofs that were seen.

import { post } from "../wallet/server.js";
import { all, get, put, remove } from "../wallet/store.js";

const BATCH = 50;
const SAME_READING_SECONDS = 3;
const REMEMBERED_SECONDS = 600;

const YEAR = 365 * 86400;

// Each record bears the mark of the officer who made it. The cookie tells the server that there is something to lose,
// so that a sign-out does not clear this browser's storage (tongban.ui.persons).
export async function add(record, officer) {
  document.cookie = `tongban-queue=1; path=/; max-age=${YEAR}; samesite=lax`;
  await put("queue", record.id, officer === undefined ? record : { ...record, officer });
}

// How many wait for this officer's network, and how many for other officers who used this phone.
export async function sizes(officer) {
  const records = await all("queue");
  const own = records.filter((record) => record.officer === officer).length;
  return { own, others: records.length - own };
}

// Only what this officer made: a colleague's records wait for the colleague.
export async function send(url, csrf, officer) {
  for (;;) {
    const records = (await all("queue")).filter((record) => record.officer === officer).slice(0, BATCH);
    if (!records.length) break;
    const { accepted = [], refused = [] } = (await post(url, { records }, { csrf, store: "roadside" })) ?? {};
    const taken = refused.filter(({ code }) => code !== "queue.other-officer"); // that one waits
    const done = [...accepted, ...taken.map(({ id }) => id)];
    await Promise.all(done.map((id) => remove("queue", id)));
    if (!done.length) return;
  }
  if (!(await all("queue")).length) document.cookie = "tongban-queue=; path=/; max-age=0; samesite=lax";
}

// True if this proof was shown to this phone before. A code read twice within 3 seconds is one reading.
export async function isReplay(proofId, at) {
  const seen = new Map((await get("roadside", "seen")) ?? []);
  const before = seen.get(proofId);
  for (const [id, when] of seen) if (at - when > REMEMBERED_SECONDS) seen.delete(id);
  if (before === undefined) seen.set(proofId, at);
  await put("roadside", "seen", [...seen]);
  return before !== undefined && at - before > SAME_READING_SECONDS;
}
