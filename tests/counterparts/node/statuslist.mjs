// Status lists by @sd-jwt/jwt-status-list (JWT) and @owf/token-status-list (JWT and CWT).
// One command as JSON on stdin, one answer on stdout. Lists are given and answered as {index: status}.
import { readFileSync } from 'node:fs';
import * as owf from '@owf/token-status-list';
import { ES256 } from '@sd-jwt/crypto-nodejs';
import * as sdjwt from '@sd-jwt/jwt-status-list';

const command = JSON.parse(readFileSync(0, 'utf8'));
const libraries = { owf, sdjwt };

function sparse(list, size) {
  const found = {};
  for (let index = 0; index < size; index++) {
    const status = list.getStatus(index);
    if (status !== 0) found[index] = status;
  }
  return { bits: list.getBitsPerStatus(), statuses: found };
}

function made({ library, bits, size, statuses, aggregationUri }) {
  const list = new libraries[library].StatusList(new Array(size).fill(0), bits, aggregationUri);
  for (const [index, status] of Object.entries(statuses)) list.setStatus(Number(index), status);
  return list;
}

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

const commands = {
  readJwt: async ({ library, token, size }) => sparse(libraries[library].getListFromStatusListJWT(token), size),
  readCwt: async ({ token, size }) => {
    const cwt = owf.StatusListCwt.fromToken(Buffer.from(token, 'hex'));
    return {
      ...sparse(cwt.payload.statusList, size),
      subject: cwt.payload.subject,
      typ: cwt.protectedHeaders.headers.get(16),
      expires: cwt.payload.expirationTime?.getTime() / 1000,
    };
  },
  makeJwt: async (options) => {
    const { library, key, payload, header } = options;
    const parts = libraries[library].createHeaderAndPayload(made(options), payload, header);
    const signed = `${base64url(parts.header)}.${base64url(parts.payload)}`;
    return { token: `${signed}.${await (await ES256.getSigner(key))(signed)}` };
  },
  // The claims of a CWT; who calls signs them, since the library wants a crypto context of its own.
  makeCwtPayload: async (options) => {
    const { subject, iat, exp, ttl } = options;
    const payload = owf.StatusListCwtPayload.create({
      subject,
      statusList: made({ ...options, library: 'owf' }),
      issuedAt: new Date(iat * 1000),
      expirationTime: new Date(exp * 1000),
      timeToLive: ttl,
    });
    return { payload: Buffer.from(payload.encode()).toString('hex') };
  },
};

try {
  console.log(JSON.stringify(await commands[command.do](command)));
} catch (error) {
  console.log(JSON.stringify({ refused: String(error.message ?? error) }));
}
