// The licence face: a ticking clock, and off line its age until it is too old to be shown (EL-07, EL-08).

import { ageText, keepForOffline, say, setState, tell } from "./page.js";

const FRESH_SECONDS = 300;
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", timeStyle: "medium" });

export function facePage(root) {
  keepForOffline(root).catch(() => undefined);
  const judge = () => {
    const age = Math.max(0, (Date.now() - Date.parse(root.dataset.renderedAt)) / 1000);
    const isLive = age < FRESH_SECONDS && !root.isKept;
    const longest = Number(root.dataset.offlineMaxAge ?? 86400);
    tell(root, "[data-wallet-age]", ageText(root, age, { minutes: "textAgeMinutes", hours: "textAge" }));
    setState(root, isLive ? "live" : age <= longest ? "kept" : "too-old");
  };
  const tick = () => root.querySelectorAll("[data-face-clock]").forEach((clock) => say(clock, CLOCK.format(Date.now())));
  const network = () => {
    root.isKept = !navigator.onLine;
    judge();
    renew(root);
  };
  for (const name of ["online", "offline"]) addEventListener(name, network);
  root.isKept = !navigator.onLine;
  judge();
  tick();
  setInterval(tick, 1000);
  setInterval(network, 30000);
}

// Back on line, a copy gives way to the page itself; once a minute at most, for "on line" may be a mistake.
function renew(root) {
  const last = Number(sessionStorage.getItem("tongban-renewed") ?? 0);
  if (!navigator.onLine || root.dataset.state === "live" || Date.now() - last < 60000) return;
  sessionStorage.setItem("tongban-renewed", String(Date.now()));
  location.reload();
}
