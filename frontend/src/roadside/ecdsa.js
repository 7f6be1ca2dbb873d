// ES256 with WebCrypto, which takes no compressed points: the square root is ours.

const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

// The 65 bytes of the point with this x whose y is odd or even; null when no point has it.
export function decompressed(x, isOdd) {
  const abscissa = toNumber(x);
  if (abscissa >= P) return null;
  const square = (abscissa ** 3n - 3n * abscissa + B) % P;
  const root = power((square + P) % P, (P + 1n) / 4n); // P = 3 mod 4
  if ((root * root - square) % P !== 0n) return null;
  const ordinate = (root & 1n) === (isOdd ? 1n : 0n) ? root : P - root;
  const point = new Uint8Array(65);
  point[0] = 4;
  point.set(x, 1);
  for (let at = 64, rest = ordinate; at > 32; at -= 1, rest >>= 8n) point[at] = Number(rest & 255n);
  return point;
}

function toNumber(bytes) {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function power(base, exponent) {
  let result = 1n;
  for (let factor = base, rest = exponent; rest > 0n; rest >>= 1n, factor = (factor * factor) % P) {
    if (rest & 1n) result = (result * factor) % P;
  }
  return result;
}

export function pointKey(point) {
  return crypto.subtle.importKey("raw", point, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
}

export async function isSignedBy(key, message, signature, hash = "SHA-256") {
  try {
    return await crypto.subtle.verify({ name: "ECDSA", hash }, key, signature, message);
  } catch {
    return false; // a signature of the wrong width
  }
}
