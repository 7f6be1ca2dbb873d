// Reads QR codes from the camera or a picture, with zxing from our own static files.

import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";

const PAUSE_MS = 120;
let detector = null;

function ready(wasm) {
  if (!detector) {
    const locateFile = (path, prefix) => (path.endsWith(".wasm") ? wasm : prefix + path);
    prepareZXingModule({ overrides: { locateFile } });
    detector = new BarcodeDetector({ formats: ["qr_code"] });
  }
  return detector;
}

async function textIn(source, wasm) {
  const found = await ready(wasm).detect(source);
  const texts = found.map((code) => code.rawValue);
  return texts.find((text) => text.startsWith("DL1:")) ?? texts[0] ?? null;
}

export async function readPicture(picture, wasm) {
  return textIn(picture, wasm);
}

export class Camera {
  constructor(video, wasm) {
    this.video = video;
    this.wasm = wasm;
  }

  // Resolves with the first text, or null when stopped. Throws what getUserMedia throws.
  async read() {
    const video = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    const stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    this.stream = stream;
    this.video.srcObject = stream;
    await this.video.play();
    while (this.stream === stream) {
      const text = this.video.readyState >= 2 ? await textIn(this.video, this.wasm).catch(() => null) : null;
      if (this.stream !== stream) return null;
      if (text) {
        this.stop();
        return text;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, PAUSE_MS);
      });
    }
    return null;
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }

  get track() {
    return this.stream?.getVideoTracks()[0];
  }

  get hasTorch() {
    return Boolean(this.track?.getCapabilities?.().torch);
  }

  async toggleTorch() {
    this.isLit = !this.isLit;
    await this.track?.applyConstraints({ advanced: [{ torch: this.isLit }] });
  }
}
