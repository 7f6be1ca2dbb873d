// Holds the browser's modules to the published vectors; run by test_modules.py with a plain node.

import { readFileSync } from "node:fs";

import * as bytes from "../../frontend/src/wallet/bytes.js";
import { present, provePossession, signedBytes } from "../../frontend/src/wallet/proof.js";
import { certificate } from "../../frontend/src/roadside/certificate.js";
import { judge } from "../../frontend/src/roadside/outcome.js";
import * as code from "../../frontend/src/roadside/code.js";
import * as trust from "../../frontend/src/roadside/trust.js";

const vectors = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const differences = [];

function same(name, expected, found) {
  const [one, other] = [expected, found].map((value) => JSON.stringify(sorted(value)));
  if (one !== other) differences.push({ name, expected, found });
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

async function judged(one, signers) {
  try {
    const report = await code.verify(one.text, {
      signers,
      at: one.at,
      entitlement: () => one.status,
      challenge: one.challenge,
      isTrustListCurrent: one.is_trust_list_current,
    });
    return {
      outcome: report.outcome,
      checks: report.checks.map((check) => [check.check, check.outcome, check.reason]),
      elements: report.elements,
    };
  } catch (error) {
    if (error instanceof bytes.Malformed) return { outcome: "malformed" };
    throw error;
  }
}

const signers = new Map();
for (const [kid, der] of Object.entries(vectors.signers)) signers.set(kid, await certificate(bytes.fromBase64(der)));

for (const one of vectors.codes) {
  const { outcome, checks, elements } = one;
  same(one.name, outcome === "malformed" ? { outcome } : { outcome, checks, elements }, await judged(one, signers));
}

// Spoilt codes by the thousand, with Python's outcome beside each.
const spoilt = process.argv[3] ? JSON.parse(readFileSync(process.argv[3], "utf-8")) : [];
for (const one of spoilt) same(`spoilt ${one.text}`, one.outcome, (await judged(one, signers)).outcome);

for (const [plain, text] of vectors.base45) {
  same(`base45 ${plain}`, text, bytes.toBase45(new TextEncoder().encode(plain)));
  same(`base45 of ${text}`, plain, new TextDecoder().decode(bytes.fromBase45(text)));
}

const at = vectors.codes[0].at;
const list = await trust.readTrustList(vectors.trust_list, { pinned: vectors.pinned, at });
same("trust list: signers", Object.keys(vectors.signers).sort(), [...list.signers.keys()].sort());
same("trust list: lists", [{ number: 1, uri: "/lists/entitlement/1" }], list.lists);

const { listSigners } = list;
const entitlement = await trust.readEntitlementList(vectors.entitlement_list, { listSigners, uri: list.lists[0].uri, at });
for (const [index, value] of vectors.entitlements) same(`entitlement ${index}`, value, trust.statusAt(entitlement.bits, index));

// Trust lists and entitlement lists, with Python's outcome beside each: test_trust_vectors.py walks the same file.
const REFUSALS = /^(trust-list\.(pinned|certificate|chain|signature|validity|older)|status-list\.(signer|signature|type|address|validity|older))(: [a-z-]+)?$/;
const signed = JSON.parse(readFileSync(process.argv[4], "utf-8"));

async function believed(reading, contents) {
  try {
    return { outcome: "believed", ...contents(await reading) };
  } catch (error) {
    if (!(error instanceof bytes.Malformed)) throw error;
    return { outcome: REFUSALS.test(error.message) ? error.message.replace(": ", " ") : "malformed" };
  }
}

function expected({ name, text, pinned, at, held_since, uri, trusted, ...right }) {
  return right;
}

for (const one of signed.trust_lists) {
  const reading = trust.readTrustList(one.text, { pinned: one.pinned, at: one.at, heldSince: one.held_since });
  const found = await believed(reading, ({ signers, listSigners, lists, passedOver }) => ({
    signers: [...signers.keys()].sort(),
    list_signers: [...listSigners.keys()].sort(),
    lists: lists,
    passed_over: passedOver,
  }));
  same(`trust list: ${one.name}`, expected(one), found);
}

for (const one of signed.entitlement_lists) {
  const its = new Map();
  for (const [kid, der] of Object.entries(one.trusted)) its.set(kid, await certificate(bytes.fromBase64(der)));
  const reading = trust.readEntitlementList(one.text, { listSigners: its, uri: one.uri, at: one.at, heldSince: one.held_since });
  const places = (one.values ?? []).map(([place]) => place);
  const found = await believed(reading, ({ bits }) => ({ values: places.map((place) => [place, trust.statusAt(bits, place)]) }));
  same(`entitlement list: ${one.name}`, expected(one), found);
}

// What a browser makes, Python must accept: test_modules.py verifies these texts.
const [x, y] = [bytes.fromBase64(vectors.device_public_key).subarray(1, 33), bytes.fromBase64(vectors.device_public_key).subarray(33)];
const d = Uint8Array.from(vectors.device_private_key.match(/../g), (pair) => parseInt(pair, 16));
const jwk = { kty: "EC", crv: "P-256", x: bytes.toBase64url(x), y: bytes.toBase64url(y) };
const ecdsa = { name: "ECDSA", namedCurve: "P-256" };
const keys = {
  privateKey: await crypto.subtle.importKey("jwk", { ...jwk, d: bytes.toBase64url(d) }, ecdsa, false, ["sign"]),
  publicKey: await crypto.subtle.importKey("jwk", jwk, ecdsa, true, ["verify"]),
};
const token = Uint8Array.from(vectors.token.match(/../g), (pair) => parseInt(pair, 16));
same("signed bytes", vectors.signed, bytes.toHex(await signedBytes(token, at, "0472")));
const made = {
  plain: await present(token, { privateKey: keys.privateKey, seconds: at }),
  challenged: await present(token, { privateKey: keys.privateKey, seconds: at, challenge: "0472" }),
  possession: await provePossession(keys, "nonce-from-the-server"),
};

// What an officer sees: [outcome of the vector under a list, options, colour]
const today = "2026-11-22";
const colours = [
  ["roadside", {}, "green"],
  ["rental", {}, "other"], // genuine, and no answer at the roadside
  ["freight", {}, "other"],
  ["age", {}, "other"],
  ["roadside", { isReplay: true }, "untrusted"],
  ["roadside", { today: "2031-03-02" }, "red"],
  ["roadside", { goodLetters: "HI" }, "red"],
  ["letters B and D", {}, "red"],
  ["61 seconds old, as a screenshot is", {}, "untrusted"],
  ["61 seconds early", {}, "untrusted"],
  ["challenge wrong", {}, "untrusted"],
  ["challenge missing", {}, "untrusted"],
  ["status revoked", {}, "red"],
  ["status suspended", {}, "red"],
  ["status other", {}, "amber"], // K alone: seized as evidence, which forbids nothing by itself and is asked about
  ["status suspended in an old list", {}, "red"],
  ["status list 3601 seconds old", {}, "amber"],
  ["no status list", {}, "amber"],
  ["unknown signer", {}, "untrusted"],
  ["unknown signer", { hasTrust: false }, "grey"],
  ["unknown signer, old trust list", {}, "amber"],
  ["signer expired before the issue", {}, "untrusted"],
  ["expired token", {}, "amber"],
  ["token from the future", {}, "untrusted"],
  ["token for 8 days", {}, "untrusted"],
  ["issuer signature changed", {}, "untrusted"],
  ["proof of another phone", {}, "untrusted"],
  ["vehicle", {}, "green"],
  ["vehicle", { today: "2027-05-20" }, "red"], // insured until the 19th
  ["vehicle", { today: "2027-05-31" }, "red"],
  ["vehicle", { goodLetters: "" }, "green"], // those are a driver's
  ["vehicle", { isReplay: true }, "untrusted"],
  ["vehicle whose letters are G and Q", {}, "red"],
];
for (const [name, options, colour] of colours) {
  const one = vectors.codes.find((vector) => vector.name === name);
  const checks = one.checks.map(([check, outcome, reason]) => ({ check, outcome, reason }));
  const found = judge({ checks, elements: one.elements }, { today, ...options });
  const isSaid = ["green", "grey"].includes(found.outcome) || found.reasons.length > 0;
  same(`colour of ${name} ${JSON.stringify(options)}`, [colour, true], [found.outcome, isSaid]);
}

process.stdout.write(JSON.stringify({ differences, checked: vectors.codes.length, spoilt: spoilt.length, lists: signed.trust_lists.length + signed.entitlement_lists.length, made }));
