// The firms' check page: a code that the camera or a picture holds goes into the form, and the form is sent.

import { setState } from "../wallet/page.js";
import { Scanner } from "../ui/scanner.js";

document.querySelectorAll("[data-verify]").forEach((root) => {
  const form = root.querySelector("form");
  new Scanner(root, (text) => {
    setState(root, "checking");
    form.elements.code.value = text;
    form.requestSubmit();
  });
  setState(root, "ready");
});
