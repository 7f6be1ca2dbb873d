// As much of X.509 as the trust list needs: the key, the validity, and who signed it.

import { Malformed, isSame } from "../wallet/bytes.js";
import { isSignedBy } from "./ecdsa.js";

const SEQUENCE = 0x30;
const CURVES = { "2a8648ce3d030107": ["P-256", 32], "2b81040022": ["P-384", 48] };
const HASHES = { "2a8648ce3d040302": "SHA-256", "2a8648ce3d040303": "SHA-384" };
const BASIC_CONSTRAINTS = "551d13";
const EXTENDED_KEY_USAGE = "551d25";
export const STATUS_SIGNING = "2b0601050507031e"; // 1.3.6.1.5.5.7.3.30: a signer of lists

export async function certificate(der) {
  const [tbs, algorithm, signature] = children(one(der, 0));
  const fields = children(tbs);
  const [, , issuer, validity, subject, spki] = fields[0].tag === 0xa0 ? fields.slice(1) : fields;
  const extensions = fields.find((field) => field.tag === 0xa3);
  const curve = CURVES[oid(children(children(spki)[0])[1])];
  if (!curve) throw new Malformed("certificate.curve");
  const [from, until] = children(validity).map(moment);
  return {
    der,
    signed: tbs.raw,
    signature: signature.content.subarray(1),
    hash: HASHES[oid(children(algorithm)[0])],
    issuer: issuer.raw,
    subject: subject.raw,
    validFrom: from,
    validUntil: until,
    isAuthority: extensions !== undefined && isAuthority(children(children(extensions)[0])),
    purposes: extensions === undefined ? [] : purposes(children(children(extensions)[0])),
    width: curve[1],
    curve: curve[0],
    key: await crypto.subtle.importKey("spki", spki.raw, { name: "ECDSA", namedCurve: curve[0] }, false, ["verify"]),
  };
}

export async function isIssuedBy(lower, upper) {
  if (!isSame(lower.issuer, upper.subject) || !upper.isAuthority || !lower.hash) return false;
  const [r, s] = children(one(lower.signature, 0)).map((number) => fixed(number.content, upper.width));
  return isSignedBy(upper.key, lower.signed, Uint8Array.of(...r, ...s), lower.hash);
}

function purposes(extensions) {
  const found = extensions.map(children).find((parts) => oid(parts[0]) === EXTENDED_KEY_USAGE);
  return found ? children(one(found[found.length - 1].content, 0)).map(oid) : [];
}

function isAuthority(extensions) {
  const found = extensions.map(children).find((parts) => oid(parts[0]) === BASIC_CONSTRAINTS);
  if (!found) return false;
  const [flag] = children(one(found[found.length - 1].content, 0));
  return flag !== undefined && flag.tag === 1 && flag.content[0] !== 0;
}

function one(bytes, at) {
  const tag = bytes[at];
  let size = bytes[at + 1];
  let start = at + 2;
  if (size > 0x80) {
    const width = size & 0x7f;
    size = bytes.subarray(start, start + width).reduce((value, byte) => value * 256 + byte, 0);
    start += width;
  }
  if (tag === undefined || !(start + size <= bytes.length)) throw new Malformed("certificate.der");
  return { tag, raw: bytes.subarray(at, start + size), content: bytes.subarray(start, start + size) };
}

function children(outer) {
  const found = [];
  for (let at = 0; at < outer.content.length; at += found[found.length - 1].raw.length) found.push(one(outer.content, at));
  if (outer.tag !== SEQUENCE && outer.tag < 0xa0) throw new Malformed("certificate.der");
  return found;
}

function oid(part) {
  return Array.from(part.content, (byte) => byte.toString(16).padStart(2, "0")).join("");
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
