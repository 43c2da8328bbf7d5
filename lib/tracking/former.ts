import { createHmac, hkdfSync } from 'node:crypto';
import { idBytes } from './id-bytes';

/** The MACs of links in mails that were sent before, 16 bytes each: those mails lie in mailboxes for years. */
export interface FormerMacs {
  /** Version 1: a MAC of its own for each token, over all that stands before it. */
  ofToken(tenant: string, head: Buffer): Buffer;
  /** Version 2: one HMAC-SHA-512 for four places of a message. */
  ofPlace(tenant: string, messageId: string, place: number): Buffer;
}

const macLength = 16;
const perMac = 4;

export function formerMacs(secret: string): FormerMacs {
  const keyOf = (tenant: string, version: number) =>
    new Uint8Array(hkdfSync('sha256', secret, '', `ao-tracking-v${version}:${tenant}`, 32));
  return {
    ofToken: (tenant, head) => createHmac('sha256', keyOf(tenant, 1)).update(head).digest().subarray(0, macLength),
    ofPlace(tenant, messageId, place) {
      const text = Buffer.alloc(18);
      text.set(idBytes(messageId), 0);
      text.writeUInt16BE(Math.floor(place / perMac), 16);
      const at = (place % perMac) * macLength;
      return createHmac('sha512', keyOf(tenant, 2))
        .update(text)
        .digest()
        .subarray(at, at + macLength);
    },
  };
}
