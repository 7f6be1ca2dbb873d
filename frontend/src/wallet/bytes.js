// Bytes as text: base64url (RFC 4648) and Base45 (RFC 9285).

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

export class Malformed extends Error {
  constructor(code, detail = "") {
    super(detail ? `${code}: ${detail}` : code);
    this.code = code;
  }
}

export function fromBase64(text) {
  const plain = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
}

export function toBase64url(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function isSame(one, other) {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

export function toBase45(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length;
    const value = isPair ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    text += ALPHABET[value % 45] + ALPHABET[Math.floor(value / 45) % 45];
    if (isPair) text += ALPHABET[Math.floor(value / 2025)];
  }
  return text;
}

export function fromBase45(text) {
  const values = Array.from(text, (letter) => ALPHABET.indexOf(letter));
  if (values.includes(-1)) throw new Malformed("base45.character");
  if (values.length % 3 === 1) throw new Malformed("base45.length");
  const bytes = [];
  for (let at = 0; at < values.length; at += 3) {
    const [low, middle, high] = values.slice(at, at + 3);
    const value = low + 45 * middle + 2025 * (high ?? 0);
    if (value > (high === undefined ? 255 : 65535)) throw new Malformed("base45.range");
    if (high !== undefined) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}
