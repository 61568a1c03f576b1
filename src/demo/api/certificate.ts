/**
 * Certificates for `--tls`: an authority made for this run, and a server's that it signed. Node signs but issues none, and what a
 * certificate for one address needs is these few bytes of DER.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface ServerCertificate {
  /** PEM of the authority, for the clients. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** For `127.0.0.1` and `localhost`. Nobody keeps the key of the authority, so it can sign nothing else. */
export function makeServerCertificate(): ServerCertificate {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = 'podscope-demo-ca';
  const ca = certificate(authority.publicKey, issuer, { key: authority.privateKey, name: issuer }, [
    extension(OIDS.basicConstraints, der(SEQUENCE, der(BOOLEAN, Buffer.from([0xff]))), true),
    // keyCertSign
    extension(OIDS.keyUsage, der(BIT_STRING, Buffer.from([2, 0b0000_0100])), true),
  ]);
  const cert = certificate(server.publicKey, 'podscope-demo', { key: authority.privateKey, name: issuer }, [
    // digitalSignature
    extension(OIDS.keyUsage, der(BIT_STRING, Buffer.from([7, 0b1000_0000])), true),
    extension(OIDS.extendedKeyUsage, der(SEQUENCE, oid(OIDS.serverAuth)), false),
    extension(
      OIDS.subjectAltName,
      der(SEQUENCE, der(DNS_NAME, Buffer.from('localhost')), der(IP_ADDRESS, Buffer.from([127, 0, 0, 1]))),
      false,
    ),
  ]);
  return { ca, cert, key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
}

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;
/** Numbered fields of a certificate: 0 its version, 3 its extensions. */
const FIELD_0 = 0xa0;
const FIELD_3 = 0xa3;

const OIDS = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

function certificate(
  subjectKey: KeyObject,
  subject: string,
  issuer: { key: KeyObject; name: string },
  extensions: readonly Buffer[],
): string {
  const algorithm = der(SEQUENCE, oid(OIDS.ecdsaWithSha256));
  // The first bit is its sign.
  const serial = Buffer.concat([Buffer.from([0x40]), randomBytes(15)]);
  const body = der(
    SEQUENCE,
    der(FIELD_0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, serial),
    algorithm,
    name(issuer.name),
    // As far as this form of time reaches: the clock of a laptop is no reason to be refused.
    der(SEQUENCE, der(UTC_TIME, Buffer.from('200101000000Z')), der(UTC_TIME, Buffer.from('491231235959Z'))),
    name(subject),
    subjectKey.export({ type: 'spki', format: 'der' }),
    der(FIELD_3, der(SEQUENCE, ...extensions)),
  );
  const signature = sign('sha256', body, issuer.key);
  const whole = der(SEQUENCE, body, algorithm, der(BIT_STRING, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

const name = (common: string): Buffer =>
  der(SEQUENCE, der(SET, der(SEQUENCE, oid(OIDS.commonName), der(UTF8_STRING, Buffer.from(common)))));

const extension = (id: string, value: Buffer, critical: boolean): Buffer =>
  der(SEQUENCE, oid(id), ...(critical ? [der(BOOLEAN, Buffer.from([0xff]))] : []), der(OCTET_STRING, value));

/** Tag, length, content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

/** The first two numbers share a byte; of the others each byte holds seven bits. */
function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const number of rest) {
    const digits = [number & 0x7f];
    for (let left = number >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
    bytes.push(...digits);
  }
  return der(OBJECT_IDENTIFIER, Buffer.from(bytes));
}
