// The signed files that an officer's phone keeps: the trust list (licence-code.md section 7) and the entitlement
// lists (Token Status List, 2 bits a licence). Nothing in them is believed before its signature holds.

import { Malformed, fromBase64, toHex } from "../wallet/bytes.js";
import { sha256 } from "../wallet/proof.js";
import { STATUS_SIGNING, certificate, isIssuedBy } from "./certificate.js";
import { isSignedBy } from "./ecdsa.js";

const HASHES = { ES256: ["SHA-256", "P-256"], ES384: ["SHA-384", "P-384"] };

function parts(text) {
  const [header, payload, signature, ...more] = text.trim().split(".");
  if (!signature || more.length) throw new Malformed("jws.form");
  return {
    header: json(header),
    payload: json(payload),
    signature: fromBase64(signature),
    signed: new TextEncoder().encode(`${header}.${payload}`),
  };
}

function json(part) {
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(fromBase64(part)));
}

async function holds(jws, signer) {
  const [hash, curve] = HASHES[jws.header.alg] ?? [];
  if (!hash || curve !== signer.curve || jws.header.crit) return false;
  return isSignedBy(signer.key, jws.signed, jws.signature, hash);
}

// The verified trust list. pinned: SHA-256 in hex of a certificate of its x5c. at: seconds since 1970.
export async function readTrustList(text, { pinned, at }) {
  const jws = parts(text);
  if (jws.header.typ !== "licence-trust-list+jwt") throw new Malformed("trust-list.form");
  const chain = await Promise.all((jws.header.x5c ?? []).map((der) => certificate(fromBase64(der))));
  const prints = await Promise.all(chain.map(async (one) => toHex(await sha256(one.der))));
  const place = prints.indexOf(pinned.toLowerCase().replace(/[^0-9a-f]/g, ""));
  if (place < 0) throw new Malformed("trust-list.pinned");
  for (let at = 0; at < place; at += 1) {
    if (!(await isIssuedBy(chain[at], chain[at + 1]))) throw new Malformed("trust-list.chain");
  }
  if (!chain.slice(0, place + 1).every((one) => one.validFrom <= at && at <= one.validUntil)) {
    throw new Malformed("trust-list.certificate");
  }
  // A code or document signer under the same root may not say whom to trust.
  if (place > 0 && !chain[0].purposes.includes(STATUS_SIGNING)) throw new Malformed("trust-list.purpose");
  if (!(await holds(jws, chain[0]))) throw new Malformed("trust-list.signature");
  const { iat, exp, signers, lists } = jws.payload;
  if (!(iat <= at && at < exp)) throw new Malformed("trust-list.validity");
  return { issuedAt: iat, expiresAt: exp, ...(await signersOf(signers)), lists };
}

async function signersOf(entries) {
  const found = { signers: new Map(), listSigners: new Map() };
  for (const { kid, use, x5c } of entries) {
    const signer = await certificate(fromBase64(x5c));
    const id = toHex((await sha256(signer.der)).subarray(0, 8));
    if (toHex(fromBase64(kid)) !== id) throw new Malformed("trust-list.kid");
    if (use === "code") found.signers.set(id, signer);
    if (use === "list") found.listSigners.set(id, signer);
  }
  return found;
}

// The verified entitlement list: its time and its bits, unpacked. Every list signer of the trust list may have signed it.
export async function readEntitlementList(text, { listSigners, at }) {
  const jws = parts(text);
  const { iat, exp, status_list: list } = jws.payload;
  if (jws.header.typ !== "statuslist+jwt" || list?.bits !== 2) throw new Malformed("status-list.form");
  const verdicts = await Promise.all(Array.from(listSigners.values(), (signer) => isBy(jws, signer, iat)));
  if (!verdicts.includes(true)) throw new Malformed("status-list.signature");
  if (exp !== undefined && at >= exp) throw new Malformed("status-list.expired");
  return { issuedAt: iat, bits: await inflated(fromBase64(list.lst)) };
}

async function isBy(jws, signer, iat) {
  return signer.validFrom <= iat && iat <= signer.validUntil && holds(jws, signer);
}

export async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// The value of a licence, 0 to 3; null when the list is too short to hold it.
export function statusAt(bits, index) {
  const byte = bits[Math.floor(index / 4)];
  return byte === undefined ? null : (byte >> (2 * (index % 4))) & 3;
}
