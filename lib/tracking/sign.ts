import { hkdfSync, timingSafeEqual } from 'node:crypto';
import { idBytes } from './id-bytes';
import { trapLink } from './links';
import { shortHmac } from './mac';

/** What a public link of a message stands for. The order is part of the token format. */
export const tokenKinds = ['click', 'pixel', 'unsubscribe', 'preferences', 'view', 'confirm'] as const;
export type TokenKind = (typeof tokenKinds)[number];

export interface TokenClaim {
  kind: TokenKind;
  tenant: string;
  /** UUID of the pipeline message. */
  messageId: string;
  /** Position in email_links of the message's template version; only of clicks. */
  link?: number;
}

export interface TokenSigner {
  /** base64url, about 60 characters. `link` is a position from 0 to 65535, for clicks only. */
  sign(kind: TokenKind, tenant: string, messageId: string, link?: number): string;
  /** The claim, or null for anything that we did not sign, however malformed. */
  verify(token: string): TokenClaim | null;
}

// Layout: version and kind (1 byte), message (16), link (2, clicks only), tenant, MAC (16).
const version = 2;
/** Links of mails that were sent before: a MAC of its own for each token. */
const formerVersion = 1;
const macLength = 16;
const tenantPattern = /^[a-z0-9-]{2,40}$/;
const maxKeys = 5_000;

/** Signs and checks public tokens; each tenant has a key of its own, derived from TRACKING_SECRET (32 bytes or more). */
export function tokenSigner(secret: string): TokenSigner {
  if (Buffer.byteLength(secret) < 16) throw new RangeError('the tracking secret needs at least 16 bytes');
  const keyOf = (tenant: string, of: number) =>
    new Uint8Array(hkdfSync('sha256', secret, '', `ao-tracking-v${of}:${tenant}`, 32));
  const keys = new Map<string, TokenMac>();
  const derive = (tenant: string) => tokenMac(keyOf(tenant, version));
  const remember = (tenant: string, key: TokenMac) => {
    if (keys.size >= maxKeys) keys.clear();
    keys.set(tenant, key);
    return key;
  };
  const formerMac = (tenant: string, head: Buffer) => shortHmac(keyOf(tenant, formerVersion))(head).slice(0, macLength);

  return {
    sign(kind, tenant, messageId, link) {
      const known = keys.get(tenant);
      const end = encodeHead(kind, tenant, messageId, link, known !== undefined);
      const mac = known ?? remember(tenant, derive(tenant));
      scratch.write(mac(kind, messageId, link), end, macLength, 'latin1');
      return scratch.toString('base64url', 0, end + macLength);
    },
    verify(token) {
      const bytes = decodeToken(token);
      if (!bytes) return null;
      const head = bytes.subarray(0, -macLength);
      const claim = decodeHead(head);
      if (!claim) return null;
      const { kind, tenant, messageId, link } = claim;
      const fits = (mac: string) => timingSafeEqual(Buffer.from(mac, 'latin1'), bytes.subarray(-macLength));
      if (head[0]! >> 4 === formerVersion) return fits(formerMac(tenant, head)) ? claim : null;
      const known = keys.get(tenant);
      const key = known ?? derive(tenant);
      if (!fits(key(kind, messageId, link))) return null;
      // Only a good token may fill the cache: anybody can invent tenants.
      if (!known) remember(tenant, key);
      return claim;
    },
  };
}

/** The MAC of a token, 16 bytes as latin1. */
type TokenMac = (kind: TokenKind, messageId: string, link: number | undefined) => string;

const perMac = 4;
/** Where a token's MAC is cut from: the trap takes the place that clicks as such do not need. */
const placeOf = (kind: TokenKind, link: number | undefined): number =>
  kind === 'click' && link !== trapLink ? 2 * perMac + link! : tokenKinds.indexOf(kind);

/**
 * One HMAC-SHA-512 of a message serves four of its tokens, each of which has 16 bytes of it for itself; what a message needs
 * is asked for in a row.
 */
function tokenMac(key: Uint8Array): TokenMac {
  const sign = shortHmac(key, 'sha512');
  const text = Buffer.alloc(18);
  let lastId = '';
  let lastGroup = -1;
  let macs = '';
  return (kind, messageId, link) => {
    const place = placeOf(kind, link);
    const group = Math.floor(place / perMac);
    if (group !== lastGroup || messageId !== lastId) {
      text.set(idBytes(messageId), 0);
      text.writeUInt16BE(group, 16);
      macs = sign(text);
      lastId = messageId;
      lastGroup = group;
    }
    const at = (place % perMac) * macLength;
    return macs.slice(at, at + macLength);
  };
}

// What is signed is read into a token at once: all share these bytes.
const scratch = Buffer.alloc(128);

/** Writes everything but the MAC, and gives its length. */
function encodeHead(
  kind: TokenKind,
  tenant: string,
  messageId: string,
  link: number | undefined,
  known: boolean,
): number {
  const click = kind === 'click';
  if (!known && !tenantPattern.test(tenant)) throw new RangeError('a token needs a tenant slug');
  if (click ? !(Number.isInteger(link) && link! >= 0 && link! <= 0xffff) : link !== undefined)
    throw new RangeError('a click, and nothing else, has a link position from 0 to 65535');
  const at = click ? 19 : 17;
  scratch[0] = (version << 4) | tokenKinds.indexOf(kind);
  scratch.set(idBytes(messageId), 1);
  if (click) scratch.writeUInt16BE(link!, 17);
  return at + scratch.write(tenant, at, 'latin1');
}

function decodeToken(token: string): Buffer | null {
  if (!/^[A-Za-z0-9_-]{47,110}$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  return bytes.toString('base64url') === token ? bytes : null;
}

function decodeHead(head: Buffer): TokenClaim | null {
  const kind = tokenKinds[head[0]! & 0x0f];
  const of = head[0]! >> 4;
  if ((of !== version && of !== formerVersion) || !kind) return null;
  const at = kind === 'click' ? 19 : 17;
  const tenant = head.toString('latin1', at);
  if (!tenantPattern.test(tenant)) return null;
  const hex = head.toString('hex', 1, 17);
  const messageId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return kind === 'click' ? { kind, tenant, messageId, link: head.readUInt16BE(17) } : { kind, tenant, messageId };
}
