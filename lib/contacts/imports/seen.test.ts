import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeenKeys } from './seen';

describe('the keys that a file has had', () => {
  it('names the first line of each key, like a map of all of them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 8 }), { maxLength: 400 }), (keys) => {
        const seen = new SeenKeys(4);
        const model = new Map<string, number>();
        keys.forEach((key, i) => {
          expect(seen.firstLine(key, i + 1)).toBe(model.get(key) ?? 0);
          if (!model.has(key)) model.set(key, i + 1);
        });
        expect(seen.size).toBe(model.size);
      }),
    );
  });

  it('tells 300,000 similar addresses apart', () => {
    const seen = new SeenKeys();
    for (let i = 0; i < 300_000; i++)
      if (seen.firstLine(`person${i}@example.org`, i + 1) !== 0) throw new Error(`${i} met another`);
    expect(seen.firstLine('person299999@example.org', 1)).toBe(300_000);
  });
});
