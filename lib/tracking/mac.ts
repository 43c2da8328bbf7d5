import { hash } from 'node:crypto';

const block = 64;

/**
 * HMAC-SHA-256 of short texts by a key of at most 64 bytes: the same bytes as `createHmac`, by two one-shot hashes, which
 * cost a third of it. Delivery makes eight a message.
 */
export function shortHmac(key: Uint8Array): (data: Uint8Array) => Buffer {
  if (key.length > block) throw new RangeError('a key of more than 64 bytes');
  const inner = Buffer.alloc(block + 256, 0x36);
  const outer = Buffer.alloc(block + 32, 0x5c);
  for (const [i, byte] of key.entries()) {
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  return (data) => {
    if (data.length > 256) throw new RangeError('more than 256 bytes to sign');
    inner.set(data, block);
    outer.write(hash('sha256', inner.subarray(0, block + data.length), 'hex'), block, 'hex');
    return Buffer.from(hash('sha256', outer, 'hex'), 'hex');
  };
}
