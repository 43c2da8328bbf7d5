import { hkdfSync } from 'node:crypto';
import { shortHmac } from './mac';
import { idBytes } from './id-bytes';

/** The MACs of links in mails that were sent before, 16 bytes as latin1: those mails lie in mailboxes for years. */
export interface FormerMacs {
  /** Version 1: a MAC of its own for each token, over all that stands before it. */
  ofToken(tenant: string, head: Buffer): string;
  /** Version 2: one HMAC-SHA-512 for four places of a message. */
  ofPlace(tenant: string, messageId: string, place: number): string;
}

const macLength = 16;
const perMac = 4;

export function formerMacs(secret: string): FormerMacs {
  const keyOf = (tenant: string, version: number) =>
    new Uint8Array(hkdfSync('sha256', secret, '', `ao-tracking-v${version}:${tenant}`, 32));
  return {
    ofToken: (tenant, head) => shortHmac(keyOf(tenant, 1))(head).slice(0, macLength),
    ofPlace(tenant, messageId, place) {
      const text = Buffer.alloc(18);
      text.set(idBytes(messageId), 0);
      text.writeUInt16BE(Math.floor(place / perMac), 16);
      const at = (place % perMac) * macLength;
      return shortHmac(keyOf(tenant, 2), 'sha512')(text).slice(at, at + macLength);
    },
  };
}
