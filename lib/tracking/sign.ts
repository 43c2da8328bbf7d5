import { hkdfSync, timingSafeEqual } from 'node:crypto';
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
const version = 1;
const macLength = 16;
const tenantPattern = /^[a-z0-9-]{2,40}$/;
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const maxKeys = 5_000;

type Mac = ReturnType<typeof shortHmac>;

/** Signs and checks public tokens; each tenant has a key of its own, derived from TRACKING_SECRET (32 bytes or more). */
export function tokenSigner(secret: string): TokenSigner {
  if (Buffer.byteLength(secret) < 16) throw new RangeError('the tracking secret needs at least 16 bytes');
  const keys = new Map<string, Mac>();
  const derive = (tenant: string) =>
    shortHmac(new Uint8Array(hkdfSync('sha256', secret, '', `ao-tracking-v${version}:${tenant}`, 32)));
  const remember = (tenant: string, key: Mac) => {
    if (keys.size >= maxKeys) keys.clear();
    keys.set(tenant, key);
    return key;
  };
  const mac = (key: Mac, head: Buffer) => key(head).subarray(0, macLength);

  return {
    sign(kind, tenant, messageId, link) {
      const bytes = encodeHead(kind, tenant, messageId, link, keys.has(tenant));
      const key = keys.get(tenant) ?? remember(tenant, derive(tenant));
      const end = bytes.length - macLength;
      key(bytes.subarray(0, end)).copy(bytes, end, 0, macLength);
      return bytes.toString('base64url');
    },
    verify(token) {
      const bytes = decodeToken(token);
      if (!bytes) return null;
      const head = bytes.subarray(0, -macLength);
      const claim = decodeHead(head);
      if (!claim) return null;
      // Only a good token may fill the cache: anybody can invent tenants.
      const known = keys.get(claim.tenant);
      const key = known ?? derive(claim.tenant);
      if (!timingSafeEqual(mac(key, head), bytes.subarray(-macLength))) return null;
      if (!known) remember(claim.tenant, key);
      return claim;
    },
  };
}

// A message signs several tokens in a row: its id is checked and read once.
let lastId = '';
const lastIdBytes = Buffer.alloc(16);

function readId(messageId: string): void {
  if (messageId === lastId) return;
  if (!uuidPattern.test(messageId)) throw new RangeError('a token needs a lower-case UUID');
  lastIdBytes.write(messageId.replaceAll('-', ''), 'hex');
  lastId = messageId;
}

/** Everything but the MAC, with room for it at the end. */
function encodeHead(
  kind: TokenKind,
  tenant: string,
  messageId: string,
  link: number | undefined,
  known: boolean,
): Buffer {
  const click = kind === 'click';
  if (!known && !tenantPattern.test(tenant)) throw new RangeError('a token needs a tenant slug');
  if (click ? !(Number.isInteger(link) && link! >= 0 && link! <= 0xffff) : link !== undefined)
    throw new RangeError('a click, and nothing else, has a link position from 0 to 65535');
  readId(messageId);
  const at = click ? 19 : 17;
  const bytes = Buffer.allocUnsafe(at + tenant.length + macLength);
  bytes[0] = (version << 4) | tokenKinds.indexOf(kind);
  bytes.set(lastIdBytes, 1);
  if (click) bytes.writeUInt16BE(link!, 17);
  bytes.write(tenant, at, 'latin1');
  return bytes;
}

function decodeToken(token: string): Buffer | null {
  if (!/^[A-Za-z0-9_-]{47,110}$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  return bytes.toString('base64url') === token ? bytes : null;
}

function decodeHead(head: Buffer): TokenClaim | null {
  const kind = tokenKinds[head[0]! & 0x0f];
  if (head[0]! >> 4 !== version || !kind) return null;
  const at = kind === 'click' ? 19 : 17;
  const tenant = head.toString('latin1', at);
  if (!tenantPattern.test(tenant)) return null;
  const hex = head.toString('hex', 1, 17);
  const messageId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return kind === 'click' ? { kind, tenant, messageId, link: head.readUInt16BE(17) } : { kind, tenant, messageId };
}
