import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { DkimAlgorithm, RecordCheck } from '../vocabulary';

const generate = promisify(generateKeyPair);

export interface KeyPair {
  /** PEM, PKCS#8. */
  privateKey: string;
  /** As it stands in DNS, behind `p=`. */
  publicKey: string;
}

/** RFC 8463: an ed25519 key stands in DNS as its bare 32 bytes; RSA as its SubjectPublicKeyInfo. */
function published(key: KeyObject, algorithm: DkimAlgorithm): string {
  if (algorithm === 'rsa') return key.export({ type: 'spki', format: 'der' }).toString('base64');
  const { x = '' } = key.export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('base64');
}

export async function makeKeyPair(algorithm: DkimAlgorithm): Promise<KeyPair> {
  const { privateKey } =
    algorithm === 'rsa' ? await generate('rsa', { modulusLength: 2048 }) : await generate('ed25519', {});
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { privateKey: pem, publicKey: published(createPublicKey(privateKey), algorithm) };
}

export const recordName = ({ selector, domain }: { selector: string; domain: string }): string =>
  `${selector}._domainkey.${domain}`;

export const recordValue = ({ algorithm, publicKey }: { algorithm: DkimAlgorithm; publicKey: string }): string =>
  `v=DKIM1; k=${algorithm}; p=${publicKey}`;

/** What DNS says of a key, by the TXT records under its name. */
export function judgeRecords(
  records: readonly string[][],
  key: { algorithm: DkimAlgorithm; publicKey: string },
): RecordCheck {
  const found = records.map((chunks) => chunks.join('')).filter((text) => /(^|;)\s*p\s*=/.test(text));
  if (found.length === 0) return 'missing';
  const tags = found.map((text) => tagsOf(text));
  if (tags.some((t) => t.get('p') === key.publicKey && (t.get('k') ?? 'rsa') === key.algorithm)) return 'published';
  return tags.every((t) => t.get('p') === '') ? 'revoked' : 'different';
}

function tagsOf(text: string): Map<string, string> {
  return new Map(
    text.split(';').flatMap((part): [string, string][] => {
      const at = part.indexOf('=');
      return at < 0 ? [] : [[part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).replace(/\s+/g, '')]];
    }),
  );
}
