import { timingSafeEqual } from 'node:crypto';
import { formerMacs } from './former';
import { idBytes } from './id-bytes';
import { trapLink } from './links';
import { macKeys, type MacKeys } from './message-macs';

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
const version = 3;
const macLength = 16;
const tenantPattern = /^[a-z0-9-]{2,40}$/;

/** Where a token has its MAC: links after the kinds; the trap takes the place that clicks as such do not need. */
const placeOf = (kind: TokenKind, link: number | undefined, firstLink: number): number =>
  kind === 'click' && link !== trapLink ? firstLink + link! : tokenKinds.indexOf(kind);
/** After the kinds and the addresses of a message (address.ts). */
const firstLink = 9;
const formerFirstLink = 8;

/** Signs and checks public tokens; each tenant has keys of its own, derived from TRACKING_SECRET (16 bytes or more). */
export function tokenSigner(secret: string, keys: MacKeys = macKeys(secret)): TokenSigner {
  if (Buffer.byteLength(secret) < 16) throw new RangeError('the tracking secret needs at least 16 bytes');
  const former = formerMacs(secret);
  const macOf = (of: number, head: Buffer, { kind, tenant, messageId, link }: TokenClaim): Buffer => {
    if (of === 1) return former.ofToken(tenant, head);
    if (of === 2) return former.ofPlace(tenant, messageId, placeOf(kind, link, formerFirstLink));
    const mac = Buffer.alloc(macLength);
    keys.unkept(tenant).write(messageId, placeOf(kind, link, firstLink), mac, 0, macLength);
    return mac;
  };
  return {
    sign(kind, tenant, messageId, link) {
      const end = encodeHead(kind, tenant, messageId, link);
      keys.of(tenant).write(messageId, placeOf(kind, link, firstLink), scratch, end, macLength);
      return scratch.toString('base64url', 0, end + macLength);
    },
    verify(token) {
      const bytes = decodeToken(token);
      if (!bytes) return null;
      const head = bytes.subarray(0, -macLength);
      const claim = decodeHead(head);
      if (!claim || !timingSafeEqual(macOf(head[0]! >> 4, head, claim), bytes.subarray(-macLength))) return null;
      // Only a good token may fill the cache.
      keys.of(claim.tenant);
      return claim;
    },
  };
}

let goodTenant: string | null = null;

// What is signed is read into a token at once: all share these bytes.
const scratch = Buffer.alloc(128);

/** Writes everything but the MAC, and gives its length. */
function encodeHead(kind: TokenKind, tenant: string, messageId: string, link: number | undefined): number {
  const click = kind === 'click';
  if (tenant !== goodTenant && !tenantPattern.test(tenant)) throw new RangeError('a token needs a tenant slug');
  goodTenant = tenant;
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
  if (of < 1 || of > version || !kind) return null;
  const at = kind === 'click' ? 19 : 17;
  const tenant = head.toString('latin1', at);
  if (!tenantPattern.test(tenant)) return null;
  const hex = head.toString('hex', 1, 17);
  const messageId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return kind === 'click' ? { kind, tenant, messageId, link: head.readUInt16BE(17) } : { kind, tenant, messageId };
}
