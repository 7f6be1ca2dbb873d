// Does a licence code hold? docs/standards/licence-code.md sections 3 to 6, step by step, without a network.
// The Python twin is tongban.standards.qrcode; tests/frontend holds both to the same vectors.

import { Malformed, concat, fromBase45, toHex } from "../wallet/bytes.js";
import { Tag, decode, encode } from "../wallet/cbor.js";
import { sha256, signedBytes } from "../wallet/proof.js";
import { decompressed, isSignedBy, pointKey } from "./ecdsa.js";

const PREFIX = "DL1:";
const MAX_BYTES = 900;
const MAX_TOKEN_BYTES = 820;
const LATEST = 253402300799;
const LONGEST_LIFE = 7 * 86400;
const CODE = -65537;
const LAST_DAY = 2932896;

const isNumber = (greatest, least = 0) => (value) => Number.isInteger(value) && value >= least && value <= greatest;
const isMatch = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const isText = (longest) => (value) => typeof value === "string" && value !== "" && utf8Size(value) <= longest;
const isBytes = (value, size) => value instanceof Uint8Array && value.length === size;
const isDay = isNumber(LAST_DAY);
const isClasses = isMatch(/^(?:A[123]|B[12]|C[1-6]|[DEFMNP]){1,17}$/);
const day = (days) => new Date(days * 86400000).toISOString().slice(0, 10);
const same = (value) => value;
const REVIEWS = ["in-order", "due", "overdue"];
const POINTS_BANDS = ["0", "1-5", "6-8", "9-11", "12"];

// Section 4: key -> [name, is it right?, how it reads]
const FACTS = new Map([
  [1, ["name", isText(60), same]],
  [2, ["classes", isClasses, same]],
  [3, ["valid_from", isDay, day]],
  [4, ["valid_until", (value) => value === null || isDay(value), (value) => (value === null ? null : day(value))]],
  [5, ["first_issued", isDay, day]],
  [6, ["number_last4", isMatch(/^[0-9]{3}[0-9X]$/), same]],
  [7, ["portrait_hash", (value) => isBytes(value, 16), toHex]],
  [8, ["points", isNumber(255), same]],
  [9, ["letters", (value) => isMatch(/^[A-Z]{1,26}$/)(value) && isAscending(value), same]],
  [10, ["licence", (value) => isBytes(value, 16), uuid]],
  [11, ["review", isNumber(REVIEWS.length - 1), (value) => REVIEWS[value]]],
  [12, ["points_band", isNumber(POINTS_BANDS.length - 1), (value) => POINTS_BANDS[value]]],
  [13, ["age_over_18", (value) => typeof value === "boolean", same]],
  [14, ["may_drive", isClasses, same]],
  [15, ["plate", isText(20), same]],
  [16, ["plate_kind", isMatch(/^[0-9]{2}$/), same]],
  [17, ["vin_last6", isMatch(/^[0-9A-HJ-NPR-Z]{6}$/), same]],
  [18, ["model", isText(60), same]],
  [19, ["owner", isText(60), same]],
  [20, ["use", isMatch(/^[A-Z]$/), same]],
  [21, ["registered_on", isDay, day]],
  [22, ["inspected_until", isDay, day]],
  [23, ["insured_until", isDay, day]],
]);
const PURPOSES = new Map([
  [1, ["roadside", [1, 2, 3, 4, 6, 7, 8, 9, 10]]],
  [2, ["rental", [1, 3, 4, 5, 6, 7, 14]]],
  [3, ["freight", [1, 2, 3, 4, 11, 12]]],
  [4, ["age", [13]]],
  [5, ["vehicle", [9, 10, 15, 16, 17, 18, 19, 20, 21, 22, 23]]],
]);

export async function parse(given) {
  const text = given.replace(/^[\r\n\t]+|[\r\n\t]+$/g, "");
  if (!text.startsWith(PREFIX)) throw new Malformed("qrcode.prefix");
  if (text.length > PREFIX.length + (MAX_BYTES / 2) * 3) throw new Malformed("qrcode.too-long");
  const outer = decode(fromBase45(text.slice(PREFIX.length)));
  const [bytes, proof] = ofLength(outer, 2);
  if (!(bytes instanceof Uint8Array) || !Array.isArray(proof)) throw new Malformed("qrcode.form");
  const [seconds, challenge, signature] = proof.length === 2 ? [proof[0], null, proof[1]] : ofLength(proof, 3);
  if (challenge !== null && !isMatch(/^[0-9]{4}$/)(challenge)) throw new Malformed("qrcode.form");
  if (!isNumber(LATEST)(seconds) || !isBytes(signature, 64)) throw new Malformed("qrcode.form");
  const token = await parseToken(bytes);
  const signed = await signedBytes(bytes, seconds, challenge);
  return { token, shownAt: seconds, challenge, signature, signed, proofId: toHex(await sha256(signed)).slice(0, 32) };
}

export async function parseToken(bytes) {
  if (bytes.length > MAX_TOKEN_BYTES) throw new Malformed("qrcode.too-long");
  const decoded = decode(bytes);
  const parts = decoded instanceof Tag && decoded.number === 18 ? decoded.value : decoded;
  const [header, unprotected, payload, signature] = ofLength(parts, 4);
  const isMessage = header instanceof Uint8Array && unprotected instanceof Map && payload instanceof Uint8Array;
  if (!isMessage || unprotected.size !== 0 || !isBytes(signature, 64)) throw new Malformed("qrcode.token");
  const { 1: algorithm, 4: signer } = mapped(decode(header), [1, 4]);
  if (algorithm !== -7 || !isBytes(signer, 8)) throw new Malformed("qrcode.token");
  const claims = mapped(decode(payload), [4, 6, 8, CODE]);
  const key = mapped(mapped(claims[8], [1])[1], [1, -1, -2, -3]);
  if (key[1] !== 2 || key[-1] !== 1 || !isBytes(key[-2], 32) || typeof key[-3] !== "boolean") {
    throw new Malformed("qrcode.token");
  }
  const point = decompressed(key[-2], key[-3]);
  if (!point) throw new Malformed("qrcode.device-key");
  const [purpose, status, facts] = ofLength(claims[CODE], 3);
  const [listNumber, index] = ofLength(status, 2);
  const isInRange =
    isNumber(LATEST)(claims[4]) && isNumber(LATEST)(claims[6]) && isNumber(0xffff)(listNumber) && isNumber(0xffffffff)(index);
  if (!isInRange || !PURPOSES.has(purpose)) throw new Malformed("qrcode.token");
  return {
    signed: sigStructure(header, payload),
    signature,
    signer: toHex(signer),
    expiresAt: claims[4],
    issuedAt: claims[6],
    point,
    purpose: PURPOSES.get(purpose)[0],
    listNumber,
    index,
    facts: factsOf(purpose, facts),
  };
}

function factsOf(purpose, given) {
  const read = {};
  for (const [key, value] of Object.entries(mapped(given, PURPOSES.get(purpose)[1]))) {
    const [name, isRight, reads] = FACTS.get(Number(key));
    if (!isRight(value)) throw new Malformed("qrcode.claims");
    read[name] = reads(value);
  }
  return read;
}

// RFC 9052 section 4.4
function sigStructure(header, payload) {
  return concat(encode(["Signature1", header, new Uint8Array(), payload]));
}

function ofLength(value, size) {
  if (!Array.isArray(value) || value.length !== size) throw new Malformed("qrcode.form");
  return value;
}

function mapped(value, keys) {
  if (!(value instanceof Map) || value.size !== keys.length || !keys.every((key) => value.has(key))) {
    throw new Malformed("qrcode.token");
  }
  return Object.fromEntries(value);
}

function utf8Size(text) {
  return new TextEncoder().encode(text).length;
}

function isAscending(text) {
  return Array.from(text).every((letter, at) => at === 0 || text[at - 1] < letter);
}

function uuid(bytes) {
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// Section 6. signers: key id in hex -> certificate (see certificate.js). entitlement: (list number, index) ->
// [value, age in seconds] or null. Moments are seconds since 1970. Throws Malformed for what is no code.
export async function verify(
  text,
  { signers, at, entitlement = null, challenge = null, maxSkew = 60, maxStatusAge = 3600, isTrustListCurrent = true },
) {
  const code = await parse(text); // step 1
  const { token } = code;
  const signer = signers.get(token.signer);
  const found = entitlement ? entitlement(token.listNumber, token.index) : null;
  const checks = [
    judged("form", ""),
    signerCheck(token, signer, isTrustListCurrent),
    await issuerSignature(token, signer, isTrustListCurrent),
    validity(token, at, maxSkew),
    await holderProof(code),
    freshness(code, at, maxSkew),
    challengeCheck(code, challenge),
    status(found, maxStatusAge),
  ];
  return { checks, outcome: worst(checks), elements: elements(code, found) };
}

function signerCheck(token, signer, isTrustListCurrent) {
  if (!signer) return judged("signer", "no trusted signer has this key id", isTrustListCurrent);
  const wasValid = signer.validFrom <= token.issuedAt && token.issuedAt <= signer.validUntil;
  return judged("signer", wasValid ? "" : "the signer's certificate was not valid at the issue");
}

async function issuerSignature(token, signer, isTrustListCurrent) {
  const name = "issuer-signature";
  if (!signer) return judged(name, "there is no trusted key to verify it with", isTrustListCurrent);
  const isRight = signer.curve === "P-256" && (await isSignedBy(signer.key, token.signed, token.signature));
  return judged(name, isRight ? "" : "the signature is not the signer's");
}

function validity(token, at, maxSkew) {
  let reason = "";
  if (token.expiresAt - token.issuedAt > LONGEST_LIFE || token.expiresAt <= token.issuedAt) {
    reason = "the life of the token is not within 7 days";
  } else if (at + maxSkew < token.issuedAt) reason = "the token is not yet valid";
  else if (at >= token.expiresAt) reason = "the token has expired";
  return judged("validity", reason);
}

async function holderProof(code) {
  const isRight = await isSignedBy(await pointKey(code.token.point), code.signed, code.signature);
  return judged("holder-proof", isRight ? "" : "the proof is not by the device of the token");
}

function freshness(code, at, maxSkew) {
  const age = at - code.shownAt;
  let reason = "";
  if (age > maxSkew) reason = `older than ${maxSkew} s`;
  else if (age < -maxSkew) reason = `more than ${maxSkew} s in the future`;
  return judged("freshness", reason);
}

function challengeCheck(code, asked) {
  let reason = "";
  if (asked !== null && code.challenge === null) reason = "the proof holds no challenge";
  else if (asked !== null && code.challenge !== asked) reason = "the proof holds another challenge";
  return judged("challenge", reason);
}

const STATUS_REASONS = { 1: "revoked", 2: "suspended", 3: "not in force for a reason of the authority's own" };

function status(found, maxStatusAge) {
  if (!found) return judged("status", "there is no entitlement list to ask", false);
  const [value, age] = found;
  if (value !== 0) return judged("status", STATUS_REASONS[value] ?? "unknown status");
  return judged("status", age > maxStatusAge ? `the list is ${Math.trunc(age)} s old` : "", false);
}

function judged(check, reason, isKnown = true) {
  return { check, outcome: !reason ? "holds" : isKnown ? "does-not-hold" : "cannot-be-told", reason };
}

function worst(checks) {
  const found = new Set(checks.map((check) => check.outcome));
  return ["does-not-hold", "cannot-be-told"].find((outcome) => found.has(outcome)) ?? "holds";
}

function elements(code, found) {
  const { token } = code;
  return {
    ...token.facts,
    purpose: token.purpose,
    issued_at: token.issuedAt,
    expires_at: token.expiresAt,
    shown_at: code.shownAt,
    challenge: code.challenge,
    signer: token.signer,
    list_number: token.listNumber,
    index: token.index,
    status: found ? found[0] : null,
    status_age_seconds: found ? Math.trunc(found[1]) : null,
    proof_id: code.proofId,
  };
}
