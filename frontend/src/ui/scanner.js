// The part of a page that reads a code by the camera or out of a picture (docs/ui-scripts.md, Reading a code).

import { setState } from "../wallet/page.js";
import { Camera, readPicture } from "./camera.js";

export class Scanner {
  // found: what happens to the text of a code; the states of the root are ours until then.
  constructor(root, found) {
    this.root = root;
    this.found = found;
    this.camera = new Camera(root.querySelector("[data-scan-video]"), root.dataset.wasm);
    const on = (selector, event, act) => root.querySelector(selector)?.addEventListener(event, act);
    on("[data-scan-start]", "click", () => this.scan());
    on("[data-scan-stop]", "click", () => {
      this.stop();
      setState(root, "ready");
    });
    on("[data-scan-torch]", "click", () => this.camera.toggleTorch().catch(() => undefined));
    on("[data-scan-picture]", "change", (event) => this.picture(event.target));
  }

  async scan() {
    setState(this.root, "scanning");
    try {
      const reading = this.camera.read();
      this.root.querySelectorAll("[data-scan-torch]").forEach((button) => {
        setTimeout(() => {
          button.hidden = !this.camera.hasTorch;
        }, 1000);
      });
      const text = await reading;
      if (text) await this.found(text);
    } catch {
      this.stop();
      setState(this.root, "no-camera");
    }
  }

  async picture(input) {
    const [file] = input.files;
    if (!file) return;
    this.stop();
    setState(this.root, "checking");
    const text = await createImageBitmap(file)
      .then((picture) => readPicture(picture, this.root.dataset.wasm))
      .catch(() => null);
    input.value = "";
    if (text) await this.found(text);
    else setState(this.root, "no-code");
  }

  stop() {
    this.camera.stop();
  }
}
