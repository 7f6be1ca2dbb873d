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

// What a list says of a vehicle, in a vehicle's words.
const VEHICLE_KEYS = { "status.revoked": "vehicle.revoked", "status.suspended": "vehicle.suspended" };
const VEHICLE_LETTERS = "AGHIKO";

// Made for somebody else than an officer: genuine, and yet no answer at the roadside.
const OTHER_PURPOSES = new Set(["rental", "freight", "age"]);

function ownChecks({ valid_until: validUntil, letters }, { today, goodLetters }) {
  return [
    [Boolean(validUntil) && validUntil < today, "licence.expired"],
    ...Array.from(letters ?? "", (letter) => [!goodLetters.includes(letter), `letter.${letter}`]),
  ];
}

// What forbids nothing by itself but has to be asked about.
const TO_ASK = "letter.K";

function vehicleChecks({ inspected_until: inspected, insured_until: insured, letters }, { today }) {
  return [
    [inspected < today, "vehicle.inspection"],
    [insured < today, "vehicle.insurance"],
    [hasOther(letters, inspected < today ? `${VEHICLE_LETTERS}Q` : VEHICLE_LETTERS), "vehicle.letters"], // Q is said already
  ];
}

const hasOther = (letters, good) => Array.from(letters ?? "").some((letter) => !good.includes(letter));

// hasTrust: a trust list was there. isReplay: this proof was seen before. today: the day in China, "2026-11-22".
export function judge(report, { hasTrust = true, isReplay = false, today, goodLetters = "AHI" }) {
  const failed = report.checks.filter((check) => check.outcome !== "holds");
  const isVehicle = report.elements.purpose === "vehicle";
  const reasons = failed.map(reasonOf).filter(Boolean);
  if (isVehicle) for (const reason of reasons) reason.key = VEHICLE_KEYS[reason.key] ?? reason.key;
  const standing = (isVehicle ? vehicleChecks : ownChecks)(report.elements, { today, goodLetters });
  const isOther = OTHER_PURPOSES.has(report.elements.purpose);
  for (const [applies, key] of [[isReplay, "replay"], [isOther, "purpose.other"], ...standing]) {
    if (applies) reasons.push({ key, check: key.split(".")[0], outcome: "does-not-hold", english: key });
  }
  return { outcome: colour(failed, reasons, { hasTrust, isReplay, isOther }), reasons };
}

function colour(failed, reasons, { hasTrust, isReplay, isOther }) {
  const known = failed.filter((check) => check.outcome === "does-not-hold");
  // Without a trust list no signer can be judged; everything else can.
  const isForged = known.some(({ check }) => AUTHENTICITY.has(check) && (hasTrust || check !== "issuer-signature"));
  const isMisused = reasons.some(({ key }) => ["validity.too-long", "validity.not-yet"].includes(key));
  if (isForged || isReplay || isMisused) return "untrusted";
  if (!hasTrust) return "grey";
  if (known.some(({ check }) => check === "signer")) return "untrusted";
  if (failed.some(({ check }) => check === "signer")) return "amber"; // nothing that it says is vouched for
  if (isOther) return "other"; // it never says whether this is the person: no green, whatever the lists say
  if (reasons.some(({ key, check, outcome }) => isForbidding(key, check, outcome))) return "red";
  return failed.length || reasons.some(({ key }) => key === TO_ASK) ? "amber" : "green";
}

function isForbidding(key, check, outcome) {
  if (key === TO_ASK) return false;
  const isStanding = key === "licence.expired" || ["letter", "vehicle"].includes(check);
  return isStanding || (check === "status" && outcome === "does-not-hold" && key !== "status.other");
}
