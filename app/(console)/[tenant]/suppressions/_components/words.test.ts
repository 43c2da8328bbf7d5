import { describe, expect, it } from 'vitest';
import { suppressionReasons } from '@/lib/pipeline/vocabulary';
import { reasonOfWord, reasonWords } from '@/lib/suppressions/vocabulary';
import { reasonLooks, understoodReasons } from './words';

describe('a reason in a file', () => {
  it.each(suppressionReasons)('%s is understood as it stands on the screen, and as it stands in the help', (reason) => {
    const { word } = reasonLooks[reason];
    const also = understoodReasons.find((one) => one.reason === reason)!.also;
    expect(also.length).toBeGreaterThan(1);
    for (const said of [reason, word, word.toUpperCase(), ...also]) expect(reasonOfWord(said)).toBe(reason);
  });

  it('means one reason alone', () => {
    const all = Object.values(reasonWords).flat();
    expect(new Set(all).size).toBe(all.length);
    for (const [reason, words] of Object.entries(reasonWords))
      for (const word of words) expect([word, reasonOfWord(word)]).toEqual([word, reason]);
  });
});
