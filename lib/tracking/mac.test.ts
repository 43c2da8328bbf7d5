import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shortHmac } from './mac';

it('a short MAC is HMAC, whatever the key and the text', () => {
  const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
  fc.assert(
    fc.property(bytes(64), fc.array(bytes(256), { minLength: 1, maxLength: 4 }), (key, texts) => {
      const sign = shortHmac(key);
      for (const text of texts)
        expect(sign(Buffer.from([...text]))).toBe(createHmac('sha256', key).update(text).digest('binary'));
    }),
  );
});
