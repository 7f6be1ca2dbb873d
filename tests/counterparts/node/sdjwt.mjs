// SD-JWT VCs by @sd-jwt/sd-jwt-vc: issue, present, verify. One command as JSON on stdin, one answer on stdout.
import { readFileSync } from 'node:fs';
import { digest, ES256, generateSalt } from '@sd-jwt/crypto-nodejs';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';

const command = JSON.parse(readFileSync(0, 'utf8'));

const tools = { hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt, signAlg: 'ES256' };

const commands = {
  issue: async ({ key, claims, frame, header }) => {
    const issuer = new SDJwtVcInstance({ ...tools, signer: await ES256.getSigner(key) });
    return { token: await issuer.issue(claims, frame, { header }) };
  },
  present: async ({ token, frame, key, audience, nonce, iat }) => {
    const holder = new SDJwtVcInstance({ ...tools, kbSigner: await ES256.getSigner(key), kbSignAlg: 'ES256' });
    const kb = { payload: { aud: audience, nonce, iat } };
    return { token: await holder.present(token, frame, { kb }) };
  },
  verify: async ({ token, key, nonce, currentDate, statusList }) => {
    const verifier = new SDJwtVcInstance({
      ...tools,
      verifier: await ES256.getVerifier(key),
      kbVerifier: async (data, signature, payload) => (await ES256.getVerifier(payload.cnf.jwk))(data, signature),
      statusListFetcher: async () => statusList,
      statusVerifier: await ES256.getVerifier(key),
    });
    const options = { currentDate };
    if (nonce) options.keyBindingNonce = nonce;
    const found = await verifier.verify(token, options);
    return { claims: found.payload, proof: found.kb?.payload };
  },
};

try {
  console.log(JSON.stringify(await commands[command.do](command)));
} catch (error) {
  console.log(JSON.stringify({ refused: String(error.message ?? error) }));
}
