// May this signer of lists be believed? The path from its certificate to the one that is known beforehand
// (ISO/IEC 18013-5 Annex B, Table B.9; RFC 5280 6.1). The Python twin is tongban.standards.pki.chain.

import { isSame } from "../wallet/bytes.js";
import { STATUS_SIGNING, isSignedWith, isValidAt } from "./certificate.js";

const LONGEST = 7; // after a change of roots two more, of three changes
const EMPTY_NAME = Uint8Array.of(0x30, 0);
const LONGEST_LIFE = 7305 * 86400; // Table B.2
const ANY_PURPOSE = "551d2500";
const [SUBJECT_KEY, AUTHORITY_KEY, ALTERNATIVE_NAME] = ["551d0e", "551d23", "551d12"];
// besides these keyUsage, basicConstraints, extKeyUsage and cRLDistributionPoints
const UNDERSTOOD = new Set([SUBJECT_KEY, AUTHORITY_KEY, ALTERNATIVE_NAME, "551d0f", "551d13", "551d25", "551d1f"]);
// PolicyMappings, NameConstraints, PolicyConstraints, InhibitAnyPolicy: they restrict the path, and nobody follows them
const FORBIDDEN = new Set(["551d21", "551d1e", "551d24", "551d36"]);

// The first check that fails, in words: path, validity, key-usage, purpose, basic-constraints, extensions, key or place;
// "" when all hold. chain: the signer's certificate and its issuers, without `anchor`. at: seconds since 1970.
export async function fault(chain, { anchor, at }) {
  const path = (await isAnchor(anchor)) ? await pathOf(chain, anchor) : null;
  if (path === null) return "path";
  const [signer, ...issuers] = path;
  const rules = [
    ["validity", path.every((one) => isValidAt(one, at))],
    ["key-usage", isForSigning(signer) && issuers.every((one) => one.usages?.includes("keyCertSign"))],
    ["purpose", isForLists(signer) && issuers.every(mayVouchForLists)],
    ["basic-constraints", !signer.isAuthority && isShortEnough(path)],
    ["extensions", path.every(isUnderstood)],
    ["key", path.every((one) => one.key)],
    ["place", issuers.every((one) => isOfThePlace(signer, one))],
  ];
  return rules.find(([, isKept]) => !isKept)?.[0] ?? "";
}

// As `fault`, for a signer who is known beforehand by itself: nobody vouches for it.
export function ownFault(signer, { at }) {
  const rules = [
    ["validity", isValidAt(signer, at)],
    ["key-usage", isForSigning(signer)],
    ["purpose", signer.purposes === null || signer.purposes.includes(STATUS_SIGNING)],
    ["basic-constraints", !signer.isAuthority],
    ["extensions", isUnderstood(signer)],
    ["key", signer.key],
  ];
  return rules.find(([, isKept]) => !isKept)?.[0] ?? "";
}

// Every certificate is signed by the next, and the first that the anchor signed ends the path; null if none is.
async function pathOf(chain, anchor) {
  if (chain.length < 1 || chain.length > LONGEST) return null;
  for (let place = 0; place < chain.length; place += 1) {
    if (await isIssuedBy(chain[place], anchor)) return [...chain.slice(0, place + 1), anchor];
    if (place + 1 === chain.length || !(await isIssuedBy(chain[place], chain[place + 1]))) return null;
  }
  return null;
}

// An authority, and if it says that it signed itself, then rightly (RFC 5280 6.1.1(d) asks for no more).
async function isAnchor(one) {
  const isOwn =
    isSame(one.issuer, one.subject) && (one.issuerKeyIdentifier === null || one.issuerKeyIdentifier === one.keyIdentifier);
  return one.isAuthority && (!isOwn || (await isSignedWith(one, one)));
}

async function isIssuedBy(lower, upper) {
  if (!isSame(lower.issuer, upper.subject) || isSame(lower.issuer, EMPTY_NAME)) return false;
  const [named, its] = [lower.issuerKeyIdentifier, upper.keyIdentifier];
  if (named !== null && its !== null && named !== its) return false;
  return isSignedWith(lower, upper);
}

function isForSigning({ usages }) {
  return usages !== null && usages.includes("digitalSignature") && !usages.includes("keyCertSign");
}

// A code or document signer under the same root may not say whom to trust.
function isForLists({ purposes }) {
  return purposes !== null && purposes.includes(STATUS_SIGNING);
}

function mayVouchForLists({ purposes }) {
  return purposes === null || purposes.includes(STATUS_SIGNING) || purposes.includes(ANY_PURPOSE);
}

function isShortEnough(path) {
  let below = 0;
  for (let place = 1; place < path.length; place += 1) {
    const issuer = path[place];
    if (!issuer.isAuthority || issuer.version !== 3) return false;
    if (issuer.pathLength !== null && below > issuer.pathLength) return false;
    if (place + 1 < path.length && !isSameAuthority(issuer, path[place + 1])) below += 1;
  }
  return true;
}

// A step of an authority to its own next key makes no path longer: a self-issued certificate (RFC 5280 6.1.4(l)), or a
// link certificate (Table B.2).
function isSameAuthority(lower, upper) {
  if (isSame(lower.issuer, lower.subject)) return true;
  const isHome = lower.country === upper.country && lower.state === upper.state;
  const isForAuthorities = lower.purposes === null && lower.pathLength === 0 && lower.usages?.join() === "keyCertSign,cRLSign";
  const isWhole = [SUBJECT_KEY, AUTHORITY_KEY, ALTERNATIVE_NAME].every((kind) => lower.extensions.has(kind));
  return isHome && isForAuthorities && isWhole && lower.validUntil - lower.validFrom <= LONGEST_LIFE;
}

function isUnderstood({ version, extensions }) {
  if (extensions.size > 0 && version !== 3) return false;
  return [...extensions].every(([kind, { isCritical }]) => !FORBIDDEN.has(kind) && (!isCritical || UNDERSTOOD.has(kind)));
}

function isOfThePlace(signer, issuer) {
  const isSameWord = (ours, theirs) => theirs === null || (ours ?? "").toLowerCase() === theirs.toLowerCase();
  return isSameWord(signer.country, issuer.country) && isSameWord(signer.state, issuer.state);
}
