import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { idBytes } from './id-bytes';
import { macKeys, type MacKeys } from './message-macs';

/** What mail to such an address means; also the part of the address before the plus sign. */
export const addressKinds = ['reply', 'bounce', 'unsubscribe'] as const;
export type AddressKind = (typeof addressKinds)[number];

/** A well-formed address of ours, not yet checked: the tenant must be found by its tag first. */
export interface AddressToken {
  kind: AddressKind;
  /** UUID of the pipeline message. */
  messageId: string;
  /** 8 hex digits that narrow down the tenant; see `tenantTag`. */
  tenantTag: string;
  /** The 48 characters after the plus sign, in lower case. */
  token: string;
}

export interface AddressTokens {
  /** `reply+TOKEN`: 59 characters at most, so it stays within the 64 of a local part; case does not matter. */
  localPart(kind: AddressKind, tenant: string, messageId: string): string;
  /** First 8 hex digits that this tenant's tokens carry: keep it beside the tenant to find it again. */
  tenantTag(tenant: string): string;
  /** True when we made this token for this tenant. */
  verify(address: AddressToken, tenant: string): boolean;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const macLength = 10;

/** The first of the places in which a message's addresses have their MACs: after the kinds of its links (sign.ts). */
const firstPlace = 6;

/** Makes and checks the addresses by which answers and bounces find their message. Secret: 16 bytes or more. */
export function addressTokens(secret: string, keys: MacKeys = macKeys(secret)): AddressTokens {
  if (Buffer.byteLength(secret) < 16) throw new RangeError('the address secret needs at least 16 bytes');
  const hmac = (words: string): Buffer =>
    createHmac('sha256', new Uint8Array(hkdfSync('sha256', secret, '', 'ao-address-v1', 32)))
      .update(words)
      .digest();
  const tags = new Map<string, Buffer>();
  const tagOf = (tenant: string) => {
    const known = tags.get(tenant);
    if (known) return known;
    if (tags.size >= 5_000) tags.clear();
    const tag = hmac(`tenant:${tenant}`).subarray(0, 4);
    tags.set(tenant, tag);
    return tag;
  };
  // Layout: message (16), tenant (4), MAC (10); the first two are 32 letters.
  const head = Buffer.alloc(20);
  const tail = Buffer.alloc(macLength);
  const headOf = (tenant: string, messageId: string) => {
    head.set(idBytes(messageId), 0);
    head.set(tagOf(tenant), 16);
    return encode(head);
  };
  let last = { tenant: '', messageId: '', start: '' };
  /** The three addresses of a message begin alike: they are asked for in a row. */
  const startOf = (tenant: string, messageId: string) => {
    if (last.messageId !== messageId || last.tenant !== tenant)
      last = { tenant, messageId, start: headOf(tenant, messageId) };
    return last.start;
  };
  const tokenOf = (kind: AddressKind, tenant: string, messageId: string) => {
    keys.of(tenant).write(messageId, firstPlace + addressKinds.indexOf(kind), tail, 0, macLength);
    return startOf(tenant, messageId) + encode(tail);
  };
  /** As messages had them that were sent before: three of one MAC, and before that a MAC of its own for each. */
  const formerTokensOf = (kind: AddressKind, tenant: string, messageId: string) => {
    const at = addressKinds.indexOf(kind) * macLength;
    const shared = hmac(`2:${tenant}:${messageId}`).subarray(at, at + macLength);
    const own = hmac(`${kind}:${tenant}:${messageId}`).subarray(0, macLength);
    return [shared, own].map((mac) => headOf(tenant, messageId) + encode(mac));
  };
  const same = (one: string, other: string) => timingSafeEqual(Buffer.from(one), Buffer.from(other));
  return {
    localPart: (kind, tenant, messageId) => `${kind}+${tokenOf(kind, tenant, messageId)}`,
    tenantTag: (tenant) => tagOf(tenant).toString('hex'),
    verify: ({ kind, messageId, token }, tenant) =>
      same(tokenOf(kind, tenant, messageId), token) ||
      formerTokensOf(kind, tenant, messageId).some((one) => same(one, token)),
  };
}

/** Reads `reply+TOKEN@domain`; null for any other address. Says nothing about who made it: `verify` does. */
export function readAddress(address: string): AddressToken | null {
  const match = /^(reply|bounce|unsubscribe)\+([a-z2-7]{48})(?:@|$)/.exec(address.trim().toLowerCase());
  if (!match) return null;
  const bytes = decode(match[2]!);
  const hex = bytes.toString('hex');
  const messageId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
  return { kind: match[1] as AddressKind, messageId, tenantTag: hex.slice(32, 40), token: match[2]! };
}

const codes = Buffer.from(alphabet);
// Strings that grow by pairs of letters would be the most garbage of a message.
const letters = Buffer.alloc(32);

// Five bytes are eight letters; both lengths here are whole multiples.
function encode(bytes: Buffer): string {
  let to = 0;
  for (let i = 0; i < bytes.length; i += 5) {
    const high = (bytes[i]! << 12) | (bytes[i + 1]! << 4) | (bytes[i + 2]! >> 4);
    const low = ((bytes[i + 2]! & 15) << 16) | (bytes[i + 3]! << 8) | bytes[i + 4]!;
    for (let shift = 15; shift >= 0; shift -= 5) letters[to++] = codes[(high >> shift) & 31]!;
    for (let shift = 15; shift >= 0; shift -= 5) letters[to++] = codes[(low >> shift) & 31]!;
  }
  return letters.toString('latin1', 0, to);
}

function decode(text: string): Buffer {
  const bytes = Buffer.alloc((text.length / 8) * 5);
  for (let i = 0; i < text.length; i += 8) {
    let group = 0;
    for (const letter of text.slice(i, i + 8)) group = group * 32 + alphabet.indexOf(letter);
    bytes.writeUIntBE(group, (i / 8) * 5, 5);
  }
  return bytes;
}
