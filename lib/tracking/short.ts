import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { idBytes } from './id-bytes';
import { shortHmac, type ShortMac } from './mac';

/** A short link as it was asked for, not yet checked: tenant and message have to be found by what it carries of them. */
export interface ShortLink {
  /** Three bytes that narrow down the tenant; see `tenantTag`. */
  tag: Buffer;
  /** The message's id is one from `from` to `to`. */
  from: string;
  to: string;
  /** Position in email_links. */
  position: number;
  mac: Buffer;
}

export interface ShortTokens {
  /** 24 characters of base64url. `position` is from 0 to 254. */
  sign(tenant: string, messageId: string, position: number): string;
  /** True when we made it for this message of this tenant. */
  verify(link: ShortLink, tenant: string, messageId: string): boolean;
}

/** Links of one text that can be told apart. */
export const maxShortLinks = 255;

// Layout: tenant (3 bytes), first half of the message's id (8), position (1), MAC over all of the id (6).
const macLength = 6;
const maxKeys = 5_000;

/** The first bytes of a tenant's SHA-256, as `tenants_by_tag` compares them. */
export const tenantTag = (tenant: string): Buffer => createHash('sha256').update(tenant).digest().subarray(0, 3);

/** Makes and checks the links of texts, where every letter is paid for. Each tenant has a key of its own. Secret: 16 bytes or more. */
export function shortTokens(secret: string): ShortTokens {
  if (Buffer.byteLength(secret) < 16) throw new RangeError('the tracking secret needs at least 16 bytes');
  const known = new Map<string, { tag: Buffer; mac: ShortMac }>();
  const of = (tenant: string) => {
    const found = known.get(tenant);
    if (found) return found;
    if (known.size >= maxKeys) known.clear();
    const key = new Uint8Array(hkdfSync('sha256', secret, '', `ao-short-v1:${tenant}`, 32));
    const made = { tag: tenantTag(tenant), mac: shortHmac(key) };
    known.set(tenant, made);
    return made;
  };
  const macOf = (tenant: string, id: Buffer, position: number) =>
    Buffer.from(of(tenant).mac(Buffer.concat([id, Buffer.from([position])])), 'latin1').subarray(0, macLength);
  return {
    sign(tenant, messageId, position) {
      if (!Number.isInteger(position) || position < 0 || position >= maxShortLinks)
        throw new RangeError('a short link has a position from 0 to 254');
      const id = idBytes(messageId);
      const head = [of(tenant).tag, id.subarray(0, 8), Buffer.from([position])];
      return Buffer.concat([...head, macOf(tenant, id, position)]).toString('base64url');
    },
    verify: ({ position, mac }, tenant, messageId) => timingSafeEqual(mac, macOf(tenant, idBytes(messageId), position)),
  };
}

/** Reads a short link; null for anything that has not its shape. Says nothing about who made it: `verify` does. */
export function readShort(token: string): ShortLink | null {
  if (!/^[A-Za-z0-9_-]{24}$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  const half = bytes.toString('hex', 3, 11);
  const head = `${half.slice(0, 8)}-${half.slice(8, 12)}-${half.slice(12)}`;
  return {
    tag: bytes.subarray(0, 3),
    from: `${head}-0000-000000000000`,
    to: `${head}-ffff-ffffffffffff`,
    position: bytes[11]!,
    mac: bytes.subarray(12),
  };
}
