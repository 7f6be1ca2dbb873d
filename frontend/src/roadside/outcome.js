// From the checks of a code to what an officer sees: docs/ui-scripts.md, "Result templates". Pure.

const KEYS = [
  ["signer", /^no trusted/, "signer.unknown"],
  ["signer", /not valid at/, "signer.not-valid-at-issue"],
  ["signer", /./, "signer.not-certified"],
  ["issuer-signature", /no trusted key/, null], // said already by signer.unknown
  ["issuer-signature", /./, "issuer-signature.wrong"],
  ["validity", /has expired/, "validity.expired"],
  ["validity", /not yet/, "validity.not-yet"],
  ["validity", /./, "validity.too-long"],
  ["holder-proof", /./, "holder-proof.wrong"],
  ["freshness", /future/, "freshness.future"],
  ["freshness", /./, "freshness.older"],
  ["challenge", /no challenge/, "challenge.missing"],
  ["challenge", /./, "challenge.wrong"],
  ["status", /^revoked/, "status.revoked"],
  ["status", /^suspended/, "status.suspended"],
  ["status", /no entitlement list/, "status.unknown"],
  ["status", /s old$/, "status.stale"],
  ["status", /./, "status.other"],
];

// Whose failure means that what is shown is not a licence shown here and now.
const AUTHENTICITY = new Set(["issuer-signature", "holder-proof", "freshness", "challenge"]);

function reasonOf({ check, outcome, reason }) {
  const key = KEYS.find(([name, pattern]) => name === check && pattern.test(reason))?.[2];
  return key ? { key, check, outcome, english: reason } : null;
}

// hasTrust: a trust list was there. isReplay: this proof was seen before. today: the day in China, "2026-11-22".
export function judge(report, { hasTrust = true, isReplay = false, today, goodLetters = "AHI" }) {
  const failed = report.checks.filter((check) => check.outcome !== "holds");
  const reasons = failed.map(reasonOf).filter(Boolean);
  const { valid_until: validUntil, letters } = report.elements;
  const own = [
    [isReplay, "replay"],
    [Boolean(validUntil) && validUntil < today, "licence.expired"],
    [Array.from(letters ?? "").some((letter) => !goodLetters.includes(letter)), "letters"],
  ];
  for (const [applies, key] of own) {
    if (applies) reasons.push({ key, check: key.split(".")[0], outcome: "does-not-hold", english: key });
  }
  return { outcome: colour(failed, reasons, { hasTrust, isReplay }), reasons };
}

function colour(failed, reasons, { hasTrust, isReplay }) {
  const known = failed.filter((check) => check.outcome === "does-not-hold");
  // Without a trust list no signer can be judged; everything else can.
  const isForged = known.some(({ check }) => AUTHENTICITY.has(check) && (hasTrust || check !== "issuer-signature"));
  const isMisused = reasons.some(({ key }) => ["validity.too-long", "validity.not-yet"].includes(key));
  if (isForged || isReplay || isMisused) return "untrusted";
  if (!hasTrust) return "grey";
  if (known.some(({ check }) => check === "signer")) return "untrusted";
  if (failed.some(({ check }) => check === "signer")) return "amber"; // nothing that it says is vouched for
  if (reasons.some(({ key, check, outcome }) => isForbidding(key, check, outcome))) return "red";
  return failed.length ? "amber" : "green";
}

function isForbidding(key, check, outcome) {
  return key === "licence.expired" || key === "letters" || (check === "status" && outcome === "does-not-hold");
}
