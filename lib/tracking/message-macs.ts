import { createCipheriv, hkdfSync } from 'node:crypto';
import { idWords } from './id-bytes';

/** The MACs of a tenant's messages: 16 bytes for each place of each message. */
export interface MessageMacs {
  /** Copies the first `length` bytes (at most 16) of the MAC at a place into `to`, from `at` on. `place`: from 0 to 2^20. */
  write(messageId: string, place: number, to: Uint8Array, at: number, length: number): void;
}

const bytesPerPlace = 16;
/** A power of two, so that the place in a group can be masked out. */
const placesPerGroup = 16;
const groupBytes = placesPerGroup * bytesPerPlace;

/** AES-256 of whole blocks under one key. */
function blockCipher(secret: string, info: string): (blocks: Buffer) => Buffer {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', info, 32));
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return (blocks) => cipher.update(blocks);
}

/**
 * The MACs of one tenant, under keys of its own derived from the secret: AES(id xor mask of the place), where the mask is AES of the place
 * under another key. Two pairs of message and place meet in one block with a chance of 2^-128, and to who has no key the
 * AES of different blocks is random. One call of the cipher makes sixteen places of a message; what it needs is asked for in a row.
 */
function messageMacs(secret: string, tenant: string): MessageMacs {
  const encrypt = blockCipher(secret, `ao-message-mac-v1:${tenant}`);
  const mask = blockCipher(secret, `ao-message-place-v1:${tenant}`);
  const masksOf = (group: number): Uint32Array => {
    const places = Buffer.alloc(groupBytes);
    for (let i = 0; i < placesPerGroup; i++) places.writeUInt32BE(group * placesPerGroup + i, i * bytesPerPlace);
    return new Uint32Array(new Uint8Array(mask(places)).buffer);
  };
  // Nearly all that a message signs is in the first group; of the others the last one is kept, lest anybody fills the memory with them.
  const usual = masksOf(0);
  let other = { group: 0, masks: usual };
  const words = new Uint32Array(groupBytes / 4);
  const blocks = Buffer.from(words.buffer);
  let lastId = '';
  let lastGroup = -1;
  let macs: Buffer = blocks;
  const load = (messageId: string, group: number) => {
    const id = idWords(messageId);
    if (group !== 0 && group !== other.group) other = { group, masks: masksOf(group) };
    const masks = group === 0 ? usual : other.masks;
    for (let i = 0; i < words.length; i++) words[i] = masks[i]! ^ id[i & 3]!;
    macs = encrypt(blocks);
    lastId = messageId;
    lastGroup = group;
  };
  return {
    write(messageId, place, to, at, length) {
      const group = Math.floor(place / placesPerGroup);
      if (group !== lastGroup || messageId !== lastId) load(messageId, group);
      const from = (place % placesPerGroup) * bytesPerPlace;
      // By hand: a copy of a part makes a view of it first.
      for (let i = 0; i < length; i++) to[at + i] = macs[from + i]!;
    },
  };
}

const maxKeys = 5_000;

/** The MACs of each tenant that has been asked for, under one secret. */
export interface MacKeys {
  of(tenant: string): MessageMacs;
  /** As `of`, and nothing is kept: anybody can invent tenants. */
  unkept(tenant: string): MessageMacs;
}

export function macKeys(secret: string): MacKeys {
  const known = new Map<string, MessageMacs>();
  const unkept = (tenant: string) => known.get(tenant) ?? messageMacs(secret, tenant);
  return {
    unkept,
    of: (tenant) => {
      const found = known.get(tenant);
      if (found) return found;
      if (known.size >= maxKeys) known.clear();
      const made = unkept(tenant);
      known.set(tenant, made);
      return made;
    },
  };
}
