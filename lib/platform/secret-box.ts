import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { config, required } from './config';

interface Key {
  /** Tells which key a text was sealed with. */
  id: string;
  key: Buffer;
}

let known: Key | undefined;

function ourKey(): Key {
  if (known) return known;
  const secret = required(config().secrets.encryption, 'ENCRYPTION_KEY');
  const key = Buffer.from(hkdfSync('sha256', secret, 'alumoutreach', 'secret-box', 32));
  return (known = { key, id: createHash('sha256').update(key).digest('hex').slice(0, 8) });
}

/** What was sealed cannot be opened: by another ENCRYPTION_KEY, moved to another place, or changed. */
export class CannotOpen extends Error {
  override name = 'CannotOpen';
}

/** Encrypts a secret for one place (`tenant/table/id`): moved to another row or tenant, it does not open. AES-256-GCM. */
export function seal(secret: string, place: string): string {
  const { id, key } = ourKey();
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `v1.${id}.${sealed.toString('base64url')}`;
}

/** The secret again; throws CannotOpen. */
export function unseal(text: string, place: string): string {
  const { id, key } = ourKey();
  const [version, sealedBy, body = ''] = text.split('.');
  if (version !== 'v1' || sealedBy !== id)
    throw new CannotOpen(
      'This secret was sealed with another ENCRYPTION_KEY. Set that key again, or enter the secret anew.',
    );
  const bytes = Buffer.from(body, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new CannotOpen('This secret does not open: it was changed or moved. Enter it anew.', { cause });
  }
}

/** A secret that is made from ours for one place, and is the same whenever it is asked for; 32 characters. */
export const derivedToken = (place: string): string =>
  createHmac('sha256', ourKey().key).update(`token/${place}`).digest('base64url').slice(0, 32);
