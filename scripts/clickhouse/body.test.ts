import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readParts } from './body';

async function partsOf(chunks: Buffer[], cuttable: boolean, limit: number): Promise<Buffer[]> {
  const parts: Buffer[] = [];
  for await (const part of readParts(Readable.from(chunks), cuttable, limit)) parts.push(part);
  return parts;
}

describe('readParts', () => {
  it('keeps every byte in order, cuts only after a newline, and never exceeds the limit', async () => {
    const line = fc.string({ maxLength: 20 }).map((text) => `${text.replaceAll('\n', ' ')}\n`);
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 60 }), fc.integer({ min: 1, max: 40 }), async (lines, size) => {
        const whole = Buffer.from(lines.join(''));
        const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) =>
          whole.subarray(i * size, (i + 1) * size),
        );
        const parts = await partsOf(chunks, true, 128);
        expect(Buffer.concat(parts).equals(whole)).toBe(true);
        for (const part of parts) expect(part.length <= 128 && part.at(-1) === 10).toBe(true);
      }),
    );
  });

  it('refuses what cannot be cut', async () => {
    const big = [Buffer.alloc(80, 1), Buffer.alloc(80, 1)];
    await expect(partsOf(big, false, 128)).rejects.toThrow('at most 128 bytes');
    await expect(partsOf(big, true, 128)).rejects.toThrow('One row may have at most 128 bytes');
  });
});
