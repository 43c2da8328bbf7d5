import { randomBytes } from 'node:crypto';

declare const brand: unique symbol;
/** A UUIDv7 of one kind; the brand keeps a contact's id out of a place for a campaign's. */
export type Id<Kind extends string> = string & { readonly [brand]?: Kind };
export type TenantId = string;

export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/;

let lastMs = 0;
let sequence = 0;

/** A UUIDv7 (RFC 9562) for the given instant; ids made in one process in one millisecond keep their order. */
export function uuidv7(now: Date): string {
  const ms = Math.max(now.getTime(), lastMs);
  sequence = ms === lastMs ? sequence + 1 : randomBytes(2).readUInt16BE() & 0x3ff;
  const carried = sequence > 0xfff ? ms + 1 : ms;
  if (sequence > 0xfff) sequence = 0;
  lastMs = carried;
  const bytes = randomBytes(16);
  bytes.writeUIntBE(carried, 0, 6);
  bytes.writeUInt16BE(0x7000 | sequence, 6);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** `bytes` of randomness in base64url, for secrets that are stored hashed. */
export const secretToken = (bytes = 32): string => randomBytes(bytes).toString('base64url');
