// mdocs by @auth0/mdl: issue, present, verify. One command as JSON on stdin, one answer on stdout; bytes are hex.
import { readFileSync } from 'node:fs';
import mdl from '@auth0/mdl';

const { DeviceResponse, Document, MDoc, Verifier } = mdl;
const command = JSON.parse(readFileSync(0, 'utf8'));
const bytes = (text) => Buffer.from(text, 'hex');

const present = async (mdoc, { transcript, deviceKey, elements, doctype }) => {
  const fields = elements.map(([namespace, name]) => ({ path: [`$['${namespace}']['${name}']`], intent_to_retain: false }));
  const definition = {
    id: 'some',
    input_descriptors: [
      {
        id: doctype,
        format: { mso_mdoc: { alg: ['ES256'] } },
        constraints: { limit_disclosure: 'required', fields },
      },
    ],
  };
  const response = await DeviceResponse.from(mdoc)
    .usingPresentationDefinition(definition)
    .usingSessionTranscriptBytes(bytes(transcript))
    .authenticateWithSignature(deviceKey, 'ES256')
    .sign();
  return Buffer.from(response.encode()).toString('hex');
};

const commands = {
  issue: async (asked) => {
    const document = new Document(asked.doctype);
    for (const [namespace, values] of Object.entries(asked.namespaces)) document.addIssuerNameSpace(namespace, values);
    document.useDigestAlgorithm(asked.digest ?? 'SHA-256');
    document.addValidityInfo({ signed: new Date(asked.signed) });
    const { kty, crv, x, y } = asked.deviceKey;
    document.addDeviceKeyInfo({ deviceKey: { kty, crv, x, y } });
    const signed = await document.sign({
      issuerPrivateKey: asked.issuerKey,
      issuerCertificate: asked.certificate,
      alg: 'ES256',
    });
    return { response: await present(new MDoc([signed]), asked) };
  },
  verify: async ({ response, transcript, root, readerKey }) => {
    const found = await new Verifier([root]).verify(bytes(response), {
      encodedSessionTranscript: bytes(transcript),
      ephemeralReaderKey: readerKey ? bytes(readerKey) : undefined,
    });
    const [document] = found.documents;
    const elements = {};
    for (const [namespace, items] of Object.entries(document.issuerSigned.nameSpaces)) {
      elements[namespace] = items.map((item) => item.elementIdentifier);
    }
    return { doctype: document.docType, elements };
  },
};

try {
  console.log(JSON.stringify(await commands[command.do](command)));
} catch (error) {
  console.log(JSON.stringify({ refused: String(error.message ?? error) }));
}
