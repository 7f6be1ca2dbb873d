// As much of X.509 as the trust list needs: what a certificate says, and who signed it. Whether it is to be believed is
// for path.js to tell. The Python twin is tongban.standards.pki.certificates.

import { Malformed, isSame, toHex } from "../wallet/bytes.js";
import { isSignedBy } from "./ecdsa.js";

const SEQUENCE = 0x30;
const SET = 0x31;
const BIT_STRING = 3;
const MAX_BYTES = 16384;
const CURVES = { "2a8648ce3d030107": ["P-256", 32], "2b81040022": ["P-384", 48], "2b81040023": ["P-521", 66] };
const HASHES = { "2a8648ce3d040302": "SHA-256", "2a8648ce3d040303": "SHA-384", "2a8648ce3d040304": "SHA-512" };
const NAMES = { country: "550406", state: "550408" };
const USAGES = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
];
const KEY_USAGE = "551d0f";
const BASIC_CONSTRAINTS = "551d13";
const EXTENDED_KEY_USAGE = "551d25";
const SUBJECT_KEY = "551d0e";
const AUTHORITY_KEY = "551d23";
export const STATUS_SIGNING = "2b0601050507031e"; // 1.3.6.1.5.5.7.3.30: a signer of lists

// key is null for a kind of key that a browser cannot verify with. Moments are seconds since 1970.
export async function certificate(der) {
  if (der.length > MAX_BYTES) throw new Malformed("certificate.too-long");
  const outer = children(only(der));
  if (outer.length !== 3) throw new Malformed("certificate.form");
  const [tbs, algorithm, signature] = outer;
  const fields = children(tbs);
  const version = fields[0]?.tag === 0xa0 ? 1 + (only(fields.shift().content, 2).content[0] ?? 0) : 1;
  if (fields.length < 6) throw new Malformed("certificate.form");
  const [, inner, issuer, validity, subject, spki, ...rest] = fields;
  if (!isSame(inner.raw, algorithm.raw)) throw new Malformed("certificate.algorithm"); // RFC 5280 4.1.1.2
  const [validFrom, validUntil] = children(validity).map(moment);
  const extensions = extensionsOf(rest);
  const { curve, width, key } = await keyOf(spki);
  return {
    der,
    version,
    signed: tbs.raw,
    signature: bits(signature),
    hash: HASHES[oid(children(algorithm)[0])],
    issuer: issuer.raw,
    subject: subject.raw,
    country: named(subject, NAMES.country),
    state: named(subject, NAMES.state),
    validFrom,
    validUntil,
    extensions,
    ...meanings(extensions),
    curve,
    width,
    key,
  };
}

// Its validity counts in seconds (RFC 5280 4.1.2.5), so the last one is whole.
export function isValidAt({ validFrom, validUntil }, at) {
  return validFrom <= Math.floor(at) && Math.floor(at) <= validUntil;
}

export async function isSignedWith(lower, upper) {
  if (!lower.hash || !upper.key) return false;
  try {
    const numbers = children(only(lower.signature));
    if (numbers.length !== 2 || numbers.some(({ tag, content }) => tag !== 2 || content[0] >= 0x80)) return false;
    const [r, s] = numbers.map(({ content }) => fixed(content, upper.width));
    return await isSignedBy(upper.key, lower.signed, Uint8Array.of(...r, ...s), lower.hash);
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

async function keyOf(spki) {
  const parts = children(children(spki)[0]);
  const [curve, width] = (parts.length > 1 && CURVES[oid(parts[1])]) || [null, 0];
  if (!curve) return { curve, width, key: null };
  try {
    const key = await crypto.subtle.importKey("spki", spki.raw, { name: "ECDSA", namedCurve: curve }, false, ["verify"]);
    return { curve, width, key };
  } catch {
    return { curve, width, key: null }; // no point of the curve, or a curve that this browser lacks
  }
}

// oid in hex -> {isCritical, value}
function extensionsOf(rest) {
  const found = new Map();
  for (const holder of rest.filter(({ tag }) => tag === 0xa3)) {
    for (const extension of children(only(holder.content, SEQUENCE))) {
      const parts = children(extension);
      const [kind, value] = [oid(parts[0]), parts[parts.length - 1]];
      if (parts.length < 2 || value.tag !== 4 || found.has(kind)) throw new Malformed("certificate.extension"); // RFC 5280 4.2
      found.set(kind, { isCritical: parts.length > 2 && parts[1].content[0] === 0xff, value: value.content });
    }
  }
  return found;
}

// What the extensions that decide about trust say; null for one that is absent.
function meanings(extensions) {
  const read = (kind, how) => (extensions.has(kind) ? how(extensions.get(kind).value) : null);
  const [isAuthority, pathLength] = read(BASIC_CONSTRAINTS, constraints) ?? [false, null];
  return {
    usages: read(KEY_USAGE, (value) => usages(only(value, BIT_STRING).content.subarray(1))),
    purposes: read(EXTENDED_KEY_USAGE, (value) => children(only(value, SEQUENCE)).map(oid)),
    isAuthority,
    pathLength,
    keyIdentifier: read(SUBJECT_KEY, (value) => toHex(only(value, 4).content)),
    issuerKeyIdentifier: read(AUTHORITY_KEY, (value) => {
      const found = children(only(value, SEQUENCE)).find(({ tag }) => tag === 0x80);
      return found ? toHex(found.content) : null;
    }),
  };
}

function usages(octets) {
  return USAGES.filter((_, number) => (octets[0] ?? 0) & (0x80 >> number));
}

function constraints(value) {
  const parts = children(only(value, SEQUENCE));
  const isAuthority = parts.length > 0 && parts[0].tag === 1 && parts[0].content[0] === 0xff;
  const length = parts.find(({ tag }) => tag === 2);
  if (!length) return [isAuthority, null];
  return [isAuthority, length.content[0] >= 0x80 ? -1 : length.content.reduce((sum, byte) => sum * 256 + byte, 0)];
}

// The first attribute of that kind in a name, or null.
function named(name, kind) {
  for (const together of children(name)) {
    for (const attribute of children(together)) {
      const [its, text] = children(attribute);
      if (oid(its) === kind) return new TextDecoder().decode(text.content);
    }
  }
  return null;
}

// ITU-T X.690: the element at this place, in its shortest form.
function one(bytes, at) {
  const tag = bytes[at];
  let size = bytes[at + 1];
  let start = at + 2;
  if (tag === undefined || size === undefined || (tag & 0x1f) === 0x1f || size === 0x80) throw new Malformed("certificate.der");
  if (size > 0x80) {
    const octets = bytes.subarray(start, start + (size & 0x7f));
    start += size & 0x7f;
    size = octets.reduce((value, byte) => value * 256 + byte, 0);
    if (octets.length > 4 || size < 0x80 || octets[0] === 0) throw new Malformed("certificate.der");
  }
  if (!(start + size <= bytes.length)) throw new Malformed("certificate.der");
  return { tag, raw: bytes.subarray(at, start + size), content: bytes.subarray(start, start + size) };
}

// The element that `bytes` are, with nothing after it.
function only(bytes, tag = SEQUENCE) {
  const found = one(bytes, 0);
  if (found.raw.length !== bytes.length || found.tag !== tag) throw new Malformed("certificate.der");
  return found;
}

function children(outer) {
  if (outer?.tag !== SEQUENCE && outer?.tag !== SET) throw new Malformed("certificate.der");
  const found = [];
  for (let at = 0; at < outer.content.length; at += found[found.length - 1].raw.length) found.push(one(outer.content, at));
  return found;
}

// The count of unused bits is signed by nobody, so it has to be 0.
function bits(item) {
  if (item.tag !== BIT_STRING || item.content[0] !== 0) throw new Malformed("certificate.der");
  return item.content.subarray(1);
}

function oid(part) {
  if (part?.tag !== 6 || part.content.length === 0) throw new Malformed("certificate.der");
  return toHex(part.content);
}

function moment(part) {
  const digits = new TextDecoder().decode(part.content);
  const year = part.tag === 0x17 ? (Number(digits.slice(0, 2)) < 50 ? "20" : "19") : "";
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(year + digits) ?? [];
  if (!y) throw new Malformed("certificate.validity");
  return Date.UTC(y, mo - 1, d, h, mi, s) / 1000;
}

function fixed(content, width) {
  const digits = content[0] === 0 ? content.subarray(1) : content;
  if (digits.length > width) throw new Malformed("certificate.signature");
  const padded = new Uint8Array(width);
  padded.set(digits, width - digits.length);
  return padded;
}
