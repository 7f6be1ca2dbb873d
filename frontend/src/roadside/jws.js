// A compact JWS (RFC 7515), as strictly as tongban.standards.jose reads it: one spelling for each value, and nothing that
// two readers could understand in two ways. Whatever is not of the form is Malformed("jose.…").

import { Malformed } from "../wallet/bytes.js";
import { isSignedBy } from "./ecdsa.js";

const ALGORITHMS = { ES256: ["SHA-256", "P-256"], ES384: ["SHA-384", "P-384"], ES512: ["SHA-512", "P-521"] };
const MAX_DEPTH = 32;
const MAX_CERTIFICATES = 8;
const isText = (value) => typeof value === "string";
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// RFC 7515 4.1
const FORMS = {
  typ: isText,
  cty: isText,
  kid: isText,
  jku: isText,
  x5u: isText,
  x5t: isText,
  "x5t#S256": isText,
  jwk: isObject,
  crit: Array.isArray,
};
const REGISTERED = new Set([...Object.keys(FORMS), "alg", "x5c"]); // never to be named in crit (4.1.11)

export function parse(text) {
  const parts = text.split(".");
  if (parts.length !== 3) throw new Malformed("jose.compact");
  const header = object(fromBase64url(parts[0]));
  if (!isText(header.alg)) throw new Malformed("jose.header", "alg");
  for (const [name, isRight] of Object.entries(FORMS)) {
    if (Object.hasOwn(header, name) && !isRight(header[name])) throw new Malformed("jose.header", name);
  }
  if (Object.hasOwn(header, "crit") && !isCritical(header)) throw new Malformed("jose.header", "crit");
  return {
    header,
    payload: object(fromBase64url(parts[1])),
    signature: fromBase64url(parts[2]),
    signed: new TextEncoder().encode(`${parts[0]}.${parts[1]}`),
  };
}

function isCritical(header) {
  const names = header.crit;
  const isSet = names.length > 0 && names.every(isText) && new Set(names).size === names.length;
  return isSet && names.every((name) => Object.hasOwn(header, name) && !REGISTERED.has(name));
}

// The algorithm follows from the key and has to be the one that the header names; no extension is understood here.
export async function holds(jws, { key, curve }) {
  const [hash, its] = Object.hasOwn(ALGORITHMS, jws.header.alg) ? ALGORITHMS[jws.header.alg] : [];
  if (!key || its !== curve || Object.hasOwn(jws.header, "crit")) return false;
  return isSignedBy(key, jws.signed, jws.signature, hash);
}

// The certificates of x5c in DER, the signer's first; none without it.
export function certificatesOf(jws) {
  const { x5c } = jws.header;
  if (x5c === undefined) return [];
  if (!Array.isArray(x5c) || x5c.length < 1 || x5c.length > MAX_CERTIFICATES) throw new Malformed("jose.x5c");
  return x5c.map(fromBase64Exactly);
}

// RFC 7515 section 2: no padding, no line ends, no bits to spare (RFC 4648 3.5).
export function fromBase64url(text) {
  const spare = text.length % 4;
  const isWhole = spare === 0 || (spare === 2 && /[AQgw]$/.test(text)) || (spare === 3 && /[AEIMQUYcgkosw048]$/.test(text));
  if (!isWhole || /[^A-Za-z0-9_-]/.test(text)) throw new Malformed("jose.base64url");
  return bytesOf(text.replace(/-/g, "+").replace(/_/g, "/"));
}

// Ordinary base64 with its padding, as certificates have it.
export function fromBase64Exactly(text) {
  const isRight = isText(text) && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  if (!isRight) throw new Malformed("jose.x5c", "base64");
  return bytesOf(text);
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function object(bytes) {
  const value = json(bytes);
  if (!isObject(value)) throw new Malformed("jose.json", "object");
  return value;
}

function json(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value = JSON.parse(text);
    inspect(text);
    return value;
  } catch (error) {
    throw error instanceof Malformed ? error : new Malformed("jose.json");
  }
}

// What JSON.parse lets pass: repeated members (RFC 7515 section 4), numbers without end, lone surrogates, deep nesting.
function inspect(text) {
  const open = [];
  const tokens = text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]|-?\d[\d.eE+-]*/g);
  for (const [token, colon] of tokens) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (token[0] !== '"') {
      if (!Number.isFinite(Number(token))) throw new Malformed("jose.json", "number");
    } else {
      const word = JSON.parse(colon === undefined ? token : token.slice(0, -colon.length));
      encodeURIComponent(word); // a URIError for a lone surrogate
      const names = open[open.length - 1];
      if (colon !== undefined && names.has(word)) throw new Malformed("jose.json", "repeated");
      if (colon !== undefined) names.add(word);
    }
    if (open.length > MAX_DEPTH) throw new Malformed("jose.json", "deep");
  }
}
