import { describe, expect, it } from 'vitest';
import { wordingsOf } from './wordings';

const day = (n: number) => new Date(Date.UTC(2026, 10, n));
const [one, two] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'] as const;
const message = (version: string, templateVersion: number, subject: string) => ({
  ...{ version, templateName: 'Letter', templateVersion, subject, variants: [] },
});
const messages = [message(one, 1, 'Hello'), message(two, 2, 'Dear friend')];
const sent = (variant: number | null, version: string, part: number, n: number) => ({
  ...{ variant, version, part, sent: n, firstAt: day(part * 2 + 1), lastAt: day(part * 2 + 2) },
});
const words = (variant: number | null, version: string, subject: string, own = false) => ({
  ...{ variant, version, subject, own },
});
const edit = (n: number, ...was: ReturnType<typeof words>[]) => ({ until: day(n).toISOString(), was });
const told = (parts: Parameters<typeof wordingsOf>[0], more: Partial<Parameters<typeof wordingsOf>[1]>) =>
  wordingsOf(parts, { edits: [], now: [], messages, variants: [], ...more }).map(
    ({ subject, sent: n, templateVersion, since, until }) => [subject, templateVersion, n, since, until],
  );

describe('what people got of a campaign', () => {
  it('is one line while nothing is changed', () => {
    expect(told([sent(null, one, 0, 5)], { now: [words(null, one, 'Hello')] })).toEqual([['Hello', 1, 5, null, null]]);
  });

  it('is a line for each version of the template, with when it was changed', () => {
    const edits = [edit(3, words(null, one, 'Hello'))];
    expect(
      told([sent(null, two, 1, 2), sent(null, one, 0, 3)], { edits, now: [words(null, two, 'Dear friend')] }),
    ).toEqual([
      ['Hello', 1, 3, null, day(3).toISOString()],
      ['Dear friend', 2, 2, day(3).toISOString(), null],
    ]);
  });

  it('tells a variant’s subjects apart though the version is the same, and leaves the other variant whole', () => {
    const edits = [edit(3, words(1, one, 'Old')), edit(5, words(1, one, 'Middle'))];
    const parts = [0, 1, 2].flatMap((part) => [sent(0, one, part, 1), sent(1, one, part, 10 + part)]);
    expect(told(parts, { edits, now: [words(0, one, 'Hello'), words(1, one, 'New')] })).toEqual([
      ['Hello', 1, 3, null, null],
      ['Old', 1, 10, null, day(3).toISOString()],
      ['Middle', 1, 11, day(3).toISOString(), day(5).toISOString()],
      ['New', 1, 12, day(5).toISOString(), null],
    ]);
  });

  it('counts what was in hands during the edit with the version that it carried', () => {
    const edits = [edit(3, words(null, one, 'Hello'))];
    expect(
      told([sent(null, one, 0, 3), sent(null, one, 1, 1)], { edits, now: [words(null, two, 'Dear friend')] }),
    ).toEqual([['Hello', 1, 4, null, null]]);
  });

  it('does not join what was said again after something else', () => {
    const edits = [edit(3, words(0, one, 'A')), edit(5, words(0, one, 'B')), edit(7, words(1, one, 'C'))];
    const parts = [sent(0, one, 0, 1), sent(0, one, 1, 2), sent(0, one, 2, 3), sent(0, one, 3, 4)];
    expect(told(parts, { edits, now: [words(0, one, 'A')] }).map(([subject, , n]) => [subject, n])).toEqual([
      ['A', 1],
      ['B', 2],
      ['A', 7],
    ]);
  });

  it('leaves a variant whole that nobody changed, while another was changed twice in one pause', () => {
    const edits = [edit(3, words(1, one, 'Tpyo')), edit(3, words(1, one, 'Typo'))];
    const parts = [sent(0, one, 0, 5), sent(1, one, 0, 6), sent(0, one, 2, 7), sent(1, one, 2, 8)];
    expect(told(parts, { edits, now: [words(0, one, 'Hello'), words(1, one, 'Mended')] })).toEqual([
      ['Hello', 1, 12, null, null],
      ['Tpyo', 1, 6, null, day(3).toISOString()],
      ['Mended', 1, 8, day(3).toISOString(), null],
    ]);
  });

  it('tells the variant’s own subject of an older version too, which was tried again after a newer one was taken', () => {
    const edits = [edit(3, words(1, one, 'Own', true))];
    const parts = [sent(1, one, 0, 2), sent(1, two, 1, 3), sent(1, one, 1, 1)];
    const now = [words(1, two, 'Own', true)];
    expect(told(parts, { edits, now }).map(([subject]) => subject)).toEqual(['Own', 'Own']);
  });
});
