// The part of CBOR (RFC 8949) that a licence code uses: whole numbers, byte and text strings, arrays, maps, tags,
// true, false and null. Strict: definite lengths, no duplicate keys, valid UTF-8, nothing after the item.

import { Malformed, concat } from "./bytes.js";

const MAX_DEPTH = 5;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Tag {
  constructor(number, value) {
    this.number = number;
    this.value = value;
  }
}

export function decode(bytes) {
  const reader = { bytes, at: 0 };
  const value = item(reader, MAX_DEPTH);
  if (reader.at !== bytes.length) throw new Malformed("cbor.trailing-bytes");
  return value;
}

function item(reader, depth) {
  if (depth < 0) throw new Malformed("cbor.too-deep");
  const first = take(reader, 1)[0];
  const major = first >> 5;
  if (major === 7) return simple(first & 31);
  const size = argument(reader, first & 31);
  switch (major) {
    case 0:
      return size;
    case 1:
      return -1 - size;
    case 2:
      return take(reader, size);
    case 3:
      return text(take(reader, size));
    case 4:
      return Array.from({ length: checked(reader, size) }, () => item(reader, depth - 1));
    case 5:
      return map(reader, checked(reader, size), depth - 1);
    default:
      return new Tag(size, item(reader, depth - 1));
  }
}

function map(reader, size, depth) {
  const found = new Map();
  for (let n = 0; n < size; n += 1) {
    const key = item(reader, depth);
    if (typeof key !== "number" && typeof key !== "string") throw new Malformed("cbor.key");
    if (found.has(key)) throw new Malformed("cbor.duplicate-key");
    found.set(key, item(reader, depth));
  }
  return found;
}

function simple(code) {
  if (code === 20 || code === 21) return code === 21;
  if (code === 22) return null;
  throw new Malformed("cbor.unsupported");
}

function argument(reader, code) {
  if (code < 24) return code;
  if (code > 27) throw new Malformed("cbor.not-well-formed");
  // Numbers over 2^53 lose digits here; none of them is in any range of the specification, so none is accepted.
  return take(reader, 1 << (code - 24)).reduce((value, byte) => value * 256 + byte, 0);
}

function take(reader, size) {
  if (size > reader.bytes.length - reader.at) throw new Malformed("cbor.not-well-formed");
  reader.at += size;
  return reader.bytes.subarray(reader.at - size, reader.at);
}

function checked(reader, size) {
  if (size > reader.bytes.length - reader.at) throw new Malformed("cbor.not-well-formed");
  return size;
}

function text(bytes) {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Malformed("cbor.not-well-formed");
  }
}

export function encode(value) {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    return concat(head(3, bytes.length), bytes);
  }
  if (value instanceof Uint8Array) return concat(head(2, value.length), value);
  if (Array.isArray(value)) return concat(head(4, value.length), ...value.map(encode));
  throw new TypeError("no CBOR form");
}

function head(major, size) {
  if (size < 24) return Uint8Array.of((major << 5) | size);
  const width = size < 0x100 ? 1 : size < 0x10000 ? 2 : size < 0x100000000 ? 4 : 8;
  const bytes = new Uint8Array(1 + width);
  bytes[0] = (major << 5) | (24 + Math.log2(width));
  for (let at = width, rest = size; at > 0; at -= 1, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  return bytes;
}
