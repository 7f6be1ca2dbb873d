// Checks that were made without a network, kept until the server has them; and the proofs that were seen.

import { post } from "../wallet/server.js";
import { all, get, put, remove } from "../wallet/store.js";

const BATCH = 50;
const SAME_READING_SECONDS = 3;
const REMEMBERED_SECONDS = 600;

export const add = (record) => put("queue", record.id, record);
export const size = async () => (await all("queue")).length;

export async function send(url, csrf) {
  for (;;) {
    const records = (await all("queue")).slice(0, BATCH);
    if (!records.length) return;
    const { accepted = [], refused = [] } = (await post(url, { records }, { csrf, store: "roadside" })) ?? {};
    const done = [...accepted, ...refused.map(({ id }) => id)];
    await Promise.all(done.map((id) => remove("queue", id)));
    if (!done.length) return;
  }
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
