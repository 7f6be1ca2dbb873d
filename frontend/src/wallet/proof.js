// What the device signs (docs/standards/licence-code.md section 5), and the text of a code.

import { concat, toBase45, toBase64url } from "./bytes.js";
import { encode } from "./cbor.js";

const ECDSA = { name: "ECDSA", hash: "SHA-256" };

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export async function signedBytes(token, seconds, challenge) {
  const digest = await sha256(token);
  return encode(challenge ? ["DL1", digest, seconds, challenge] : ["DL1", digest, seconds]);
}

export async function present(token, { privateKey, seconds, challenge = null }) {
  const signature = new Uint8Array(
    await crypto.subtle.sign(ECDSA, privateKey, await signedBytes(token, seconds, challenge)),
  );
  const proof = challenge ? [seconds, challenge, signature] : [seconds, signature];
  return `DL1:${toBase45(concat(encode([token, proof])))}`;
}

// Shows the server that this browser holds the key (docs/ui-scripts.md, Collect).
export async function provePossession(keys, nonce) {
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  const message = new TextEncoder().encode(`tongban-collect:${nonce}`);
  const proof = new Uint8Array(await crypto.subtle.sign(ECDSA, keys.privateKey, message));
  return { public_key: toBase64url(point), nonce, proof: toBase64url(proof) };
}
