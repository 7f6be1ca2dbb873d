// The citizen's pages. Each root element says which it is; hooks and contracts: docs/ui-scripts.md.

import { codePage } from "./code-page.js";
import { collectPage } from "./collect.js";
import { facePage } from "./face-page.js";
import { forget } from "./store.js";

function forgetForm(form) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.forgotten) return;
    event.preventDefault();
    form.dataset.forgotten = "true";
    await forget().catch(() => undefined);
    form.requestSubmit(event.submitter);
  });
}

const PAGES = { collect: collectPage, code: codePage, face: facePage, forget: forgetForm, "forget-now": () => forget() };

document.querySelectorAll("[data-wallet]").forEach((root) => PAGES[root.dataset.wallet]?.(root));
