// The signed files that an officer's phone keeps: the trust list (licence-code.md section 7) and the entitlement
// lists (Token Status List, 2 bits a licence). Nothing in them is believed before its signature holds.
// The Python twin is tongban.standards.qrcode.trust; docs/standards/trust-vectors.json holds both to the same answers.

import { Malformed, toHex } from "../wallet/bytes.js";
import { sha256 } from "../wallet/proof.js";
import { certificate, isValidAt } from "./certificate.js";
import * as jws from "./jws.js";
import { fault, ownFault } from "./path.js";

const LATEST = 253402300799;
const EARLIEST = -62135596800;
const MAX_LIST_BYTES = 1 << 26;
const MAX_TOKEN = 1 << 24;
const LONGEST_PATH = 7;
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const isWhole = (value, greatest) => Number.isInteger(value) && value >= 0 && value <= greatest;
const isMoment = (value) => isNumber(value) && value >= EARLIEST && value <= LATEST;

// The verified trust list. pinned: SHA-256 in hex of a certificate of its x5c. at: seconds since 1970. heldSince: when the
// list that is held already was issued: an older one never replaces it. passedOver: entries that cannot be read, in words.
export async function readTrustList(text, { pinned, at, heldSince = null, maxSkew = 60 }) {
  const token = jws.parse(text);
  const chain = await Promise.all(jws.certificatesOf(token).map(certificate));
  if (token.header.typ !== "licence-trust-list+jwt" || chain.length === 0) throw new Malformed("trust-list.form");
  const prints = await Promise.all(chain.map(async (one) => toHex(await sha256(one.der))));
  const place = prints.indexOf(pinned.toLowerCase().replace(/[^0-9a-f]/g, ""));
  if (place < 0) throw new Malformed("trust-list.pinned");
  const anchor = chain[place];
  if (!isValidAt(anchor, at)) throw new Malformed("trust-list.certificate");
  if (place > LONGEST_PATH) throw new Malformed("trust-list.form", "chain");
  const found = place > 0 ? await fault(chain.slice(0, place), { anchor, at }) : "";
  if (found) throw new Malformed("trust-list.chain", found);
  if (!(await jws.holds(token, chain[0]))) throw new Malformed("trust-list.signature");
  const contents = await contentsOf(token.payload);
  if (!(contents.issuedAt <= at + maxSkew && at < contents.expiresAt)) throw new Malformed("trust-list.validity");
  if (heldSince !== null && contents.issuedAt < heldSince) throw new Malformed("trust-list.older");
  return contents;
}

async function contentsOf({ iss, iat, exp, signers, lists }) {
  const isForm = typeof iss === "string" && isWhole(iat, LATEST) && isWhole(exp, LATEST);
  if (!isForm || !Array.isArray(signers) || !Array.isArray(lists)) throw new Malformed("trust-list.form");
  const found = { issuedAt: iat, expiresAt: exp, signers: new Map(), listSigners: new Map(), lists: [], passedOver: [] };
  for (const [place, entry] of signers.entries()) {
    try {
      const { use, id, signer } = await signerOf(entry);
      if (use === "code") found.signers.set(id, signer);
      if (use === "list") found.listSigners.set(id, signer);
    } catch (error) {
      if (!(error instanceof PassedOver)) throw error;
      found.passedOver.push(`signer ${place}: ${error.message}`);
    }
  }
  for (const [place, entry] of lists.entries()) {
    const isRight = isWhole(entry?.number, 0xffff) && typeof entry.uri === "string" && entry.uri !== "";
    if (isRight) found.lists.push({ number: entry.number, uri: entry.uri });
    else found.passedOver.push(`list ${place}: form`);
  }
  return found;
}

// Why an entry is passed over: form, certificate, key (of a kind that nothing here can verify with) or key-id.
class PassedOver extends Error {}

async function signerOf(entry) {
  const isForm = typeof entry?.kid === "string" && typeof entry.use === "string";
  const der = isForm ? unlessMalformed(() => jws.fromBase64Exactly(entry.x5c)) : null;
  if (der === null) throw new PassedOver("form");
  const signer = await certificate(der).catch((error) => {
    throw error instanceof Malformed ? new PassedOver("certificate") : error;
  });
  if (!signer.key) throw new PassedOver("key");
  const id = toHex((await sha256(signer.der)).subarray(0, 8));
  const named = unlessMalformed(() => jws.fromBase64url(entry.kid));
  if (named === null || toHex(named) !== id) throw new PassedOver("key-id");
  return { use: entry.use, id, signer };
}

function unlessMalformed(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

// The verified entitlement list: its times and its bits, unpacked. uri: the address that was asked for. Every list signer
// of the trust list may have signed it.
export async function readEntitlementList(text, { listSigners, uri, at, heldSince = null, maxSkew = 60 }) {
  if (text.length > MAX_TOKEN) throw new Malformed("status-list.form");
  const token = jws.parse(text.trim());
  const { sub, iat, exp, ttl, status_list: list } = token.payload;
  const isTimed = isMoment(iat) && (exp === undefined || exp === null || isMoment(exp));
  const isLived = ttl === undefined || ttl === null || (isNumber(ttl) && ttl > 0);
  const isList = list?.bits === 2 && typeof list.lst === "string" && ["undefined", "string"].includes(typeof list.aggregation_uri);
  if (!isTimed || !isLived || !isList || typeof sub !== "string") throw new Malformed("status-list.form");
  const bits = await inflated(jws.fromBase64url(list.lst));
  const chain = await Promise.all(jws.certificatesOf(token).map(certificate));
  if (chain.length > LONGEST_PATH) throw new Malformed("status-list.form", "chain");
  const signer = await signerAmong(listSigners, token, chain);
  if (!signer) throw new Malformed("status-list.signer", "path");
  const found = ownFault(signer, { at });
  if (found) throw new Malformed("status-list.signer", found);
  if (!(await jws.holds(token, signer))) throw new Malformed("status-list.signature");
  if (token.header.typ !== "statuslist+jwt") throw new Malformed("status-list.type");
  if (sub !== uri) throw new Malformed("status-list.address"); // Token Status List 8.3 (4.a)
  if ((isNumber(exp) && at >= exp) || at + maxSkew < iat) throw new Malformed("status-list.validity");
  if (heldSince !== null && iat < heldSince) throw new Malformed("status-list.older");
  return { uri, issuedAt: iat, expiresAt: exp ?? undefined, bits };
}

// The list signer whose certificate was sent, or who signed a list without certificates.
async function signerAmong(listSigners, token, chain) {
  const known = [...listSigners.values()];
  if (chain.length > 0) {
    const sent = toHex((await sha256(chain[0].der)).subarray(0, 8));
    return listSigners.get(sent);
  }
  const verdicts = await Promise.all(known.map((signer) => jws.holds(token, signer)));
  return known[verdicts.indexOf(true)];
}

// What a ZLIB stream holds (section 4.1): one whole stream, not empty, not too long.
async function inflated(bytes) {
  const parts = [];
  let size = 0;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    for (const reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > MAX_LIST_BYTES) throw new Malformed("status-list.zlib");
      parts.push(value);
    }
  } catch {
    throw new Malformed("status-list.zlib");
  }
  if (size === 0) throw new Malformed("status-list.zlib");
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  // Not every engine refuses what follows a stream, but its last four bytes are the sum over the whole (RFC 1950 2.2).
  const sum = bytes.subarray(-4).reduce((value, byte) => value * 256 + byte, 0);
  if (adler32(whole) !== sum) throw new Malformed("status-list.zlib");
  return whole;
}

function adler32(bytes) {
  let [one, two] = [1, 0];
  for (let at = 0; at < bytes.length; ) {
    for (const end = Math.min(at + 3800, bytes.length); at < end; at += 1) {
      one += bytes[at];
      two += one;
    }
    one %= 65521;
    two %= 65521;
  }
  return two * 65536 + one;
}

// The value of a licence, 0 to 3; null when the list is too short to hold it.
export function statusAt(bits, index) {
  const byte = bits[Math.floor(index / 4)];
  return byte === undefined ? null : (byte >> (2 * (index % 4))) & 3;
}
