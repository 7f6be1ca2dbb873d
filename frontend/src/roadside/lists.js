// The trust list and the entitlement lists on this phone: fetched when there is a network, verified before they are
// kept, and read again from IndexedDB when there is none.

import { file, serverSeconds } from "../wallet/server.js";
import { get, put } from "../wallet/store.js";
import { readEntitlementList, readTrustList, statusAt } from "./trust.js";

export class Lists {
  constructor(settings) {
    this.settings = settings; // trustUrl, pinned: fingerprints of the authority's root and of those before it
    this.pins = settings.pinned.split(" ");
    this.trust = null;
    this.entitlements = new Map();
  }

  // What was kept. Bits are kept unpacked, for a country's list takes a second to unpack on a phone.
  async load() {
    const kept = await get("roadside", "trust");
    if (!kept || !this.pins.includes(kept.pinned)) return;
    try {
      this.trust = await readTrustList(kept.text, { pinned: kept.pinned, at: kept.at });
    } catch {
      return; // a copy that does not hold is no copy
    }
    this.trustEtag = kept.etag;
    for (const { number, uri } of this.trust.lists) {
      const list = await get("roadside", `list ${number}`);
      const checkedAt = await get("roadside", `list ${number} checked`);
      if (list?.uri === uri) this.entitlements.set(number, { ...list, checkedAt });
    }
  }

  async sync() {
    const at = await serverSeconds();
    const found = await file(this.settings.trustUrl, { etag: this.trustEtag });
    if (found) {
      const now = await serverSeconds();
      const heldSince = this.trust?.issuedAt ?? null;
      const [pinned] = this.pins;
      this.trust = await readTrustList(found.text, { pinned, at: now, heldSince });
      for (const entry of this.trust.passedOver) console.warn(`The trust list has an entry that cannot be read: ${entry}`);
      this.trustEtag = found.etag;
      await put("roadside", "trust", { ...found, pinned, at: now });
    }
    await put("roadside", "trust checked", at);
    await Promise.all((this.trust?.lists ?? []).map((list) => this.syncList(list)));
  }

  async syncList({ number, uri }) {
    const { pathname, search } = new URL(uri, location.href); // the list is signed; only its address is ours
    const kept = this.entitlements.get(number);
    const found = await file(pathname + search, { etag: kept?.etag });
    const checkedAt = await serverSeconds();
    if (found) {
      const { listSigners } = this.trust;
      const heldSince = kept?.issuedAt ?? null;
      const read = await readEntitlementList(found.text, { listSigners, uri, at: checkedAt, heldSince });
      const list = { ...read, etag: found.etag };
      this.entitlements.set(number, list);
      await put("roadside", `list ${number}`, list);
    }
    this.entitlements.get(number).checkedAt = checkedAt;
    await put("roadside", `list ${number} checked`, checkedAt);
  }

  // (list number, index) -> [value, age in seconds] or null, as code.js asks for it.
  entitlement(at) {
    return (number, index) => {
      const list = this.entitlements.get(number);
      const value = list ? statusAt(list.bits, index) : null;
      return value === null ? null : [value, ageOf(list, at)];
    };
  }

  // Current means: heard from the server lately, so that a signer we do not know is none.
  async isTrustCurrent(at, seconds) {
    const checked = await get("roadside", "trust checked");
    return Boolean(this.trust) && checked !== undefined && at - checked <= seconds && at < this.trust.expiresAt;
  }

  // The age in seconds of the entitlement list that was heard of longest ago; null without one.
  age(at) {
    const ages = [...this.entitlements.values()].map((list) => ageOf(list, at));
    return ages.length ? Math.max(...ages) : null;
  }
}

// A list says what holds until its exp (Token Status List 8.3), and the server has said at `checkedAt` that there is no
// newer one: that is when it was last known to be true. Past its exp it is as old as it is.
function ageOf({ issuedAt, expiresAt, checkedAt }, at) {
  const isAlive = expiresAt === undefined || at < expiresAt;
  return Math.max(0, at - (isAlive ? Math.max(issuedAt, checkedAt ?? 0) : issuedAt));
}
