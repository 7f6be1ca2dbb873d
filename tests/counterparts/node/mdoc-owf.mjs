// mdocs by @owf/mdoc: issue, present, verify. One command as JSON on stdin, one answer on stdout; bytes are hex.
// The library leaves cryptography to its caller: it is Node's own here. No MACs: version 0.6.0 refuses them all.
import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  CoseKey,
  DeviceKey,
  DeviceRequest,
  DocRequest,
  Holder,
  Issuer,
  ItemsRequest,
  SignatureAlgorithm,
  Verifier,
} from '@owf/mdoc';

const command = JSON.parse(readFileSync(0, 'utf8'));
const bytes = (text) => new Uint8Array(Buffer.from(text, 'hex'));
const hex = (found) => Buffer.from(found).toString('hex');
const url = (found) => Buffer.from(found).toString('base64url');

const publicKey = (key) =>
  crypto.createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: url(key.x), y: url(key.y) } });
const privateKey = (key) =>
  crypto.createPrivateKey({
    format: 'jwk',
    key: { kty: 'EC', crv: 'P-256', x: url(key.x), y: url(key.y), d: url(key.d) },
  });
const ECDSA = { dsaEncoding: 'ieee-p1363' };
const certificate = (der) => new crypto.X509Certificate(der);

const context = {
  crypto: {
    random: (length) => new Uint8Array(crypto.randomBytes(length)),
    digest: ({ digestAlgorithm, bytes: found }) =>
      new Uint8Array(crypto.createHash(digestAlgorithm.replace('-', '').toLowerCase()).update(found).digest()),
  },
  cose: {
    sign1: {
      sign: ({ toBeSigned, key }) =>
        new Uint8Array(crypto.sign('sha256', toBeSigned, { key: privateKey(key), ...ECDSA })),
      verify: ({ key, sign1 }) =>
        crypto.verify('sha256', sign1.toBeSigned, { key: publicKey(key), ...ECDSA }, sign1.signature),
    },
  },
  x509: {
    getIssuerNameField: ({ certificate: der, field }) =>
      certificate(der)
        .issuer.split('\n')
        .filter((line) => line.startsWith(`${field}=`))
        .map((line) => line.slice(field.length + 1)),
    getPublicKey: ({ certificate: der }) => CoseKey.fromJwk(certificate(der).publicKey.export({ format: 'jwk' })),
    verifyCertificateChain: ({ trustedCertificates, x5chain }) => {
      const signer = certificate(x5chain[0]);
      const roots = trustedCertificates.map(certificate);
      if (!roots.some((root) => signer.checkIssued(root) && signer.verify(root.publicKey))) {
        throw new Error('no trusted certificate signed the chain');
      }
    },
    getCertificateData: ({ certificate: der }) => {
      const found = certificate(der);
      return {
        issuerName: found.issuer,
        subjectName: found.subject,
        serialNumber: found.serialNumber,
        thumbprint: found.fingerprint256,
        notBefore: new Date(found.validFrom),
        notAfter: new Date(found.validTo),
        pem: found.toString(),
      };
    },
  },
};

const commands = {
  issue: async ({ doctype, namespaces, digest, signed, until, issuerKey, certificate: der, deviceKey, transcript, elements }) => {
    const issuer = new Issuer(doctype, context);
    for (const [namespace, values] of Object.entries(namespaces)) issuer.addIssuerNamespace(namespace, values);
    const { kty, crv, x, y } = deviceKey;
    const issuerSigned = await issuer.sign({
      signingKey: CoseKey.fromJwk(issuerKey),
      algorithm: SignatureAlgorithm.ES256,
      digestAlgorithm: digest ?? 'SHA-256',
      validityInfo: { signed: new Date(signed), validFrom: new Date(signed), validUntil: new Date(until) },
      deviceKeyInfo: { deviceKey: DeviceKey.fromJwk({ kty, crv, x, y }) },
      certificates: [bytes(der)],
    });
    const wanted = {};
    for (const [namespace, name] of elements) wanted[namespace] = { ...wanted[namespace], [name]: false };
    const response = await Holder.createDeviceResponseForDeviceRequest(
      {
        deviceRequest: DeviceRequest.create({
          docRequests: [DocRequest.create({ itemsRequest: ItemsRequest.create({ docType: doctype, namespaces: wanted }) })],
        }),
        issuerSigned: [issuerSigned],
        sessionTranscript: bytes(transcript),
        signature: { signingKey: CoseKey.fromJwk({ ...deviceKey, alg: 'ES256' }) },
      },
      context,
    );
    return { response: hex(response.encode()) };
  },
  verify: async ({ response, transcript, root }) => {
    await Verifier.verifyDeviceResponse(
      {
        deviceResponse: bytes(response),
        sessionTranscript: bytes(transcript),
        trustedCertificates: [bytes(root)],
      },
      context,
    );
    return { held: true };
  },
};

try {
  console.log(JSON.stringify(await commands[command.do](command)));
} catch (error) {
  console.log(JSON.stringify({ refused: String(error.message ?? error) }));
}
