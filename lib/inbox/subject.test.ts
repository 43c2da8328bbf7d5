import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subjectRoot } from './subject';

describe('subjectRoot', () => {
  it.each([
    ['Re: Summer', 'Summer'],
    ['RE: Fwd: AW: Summer', 'Summer'],
    ['Re[2]: Summer', 'Summer'],
    ['回复：Summer', 'Summer'],
    ['Report: Summer', 'Report: Summer'],
    ['Re:', '(no subject)'],
    ['', '(no subject)'],
    ['Über\r\n die  Spende', 'Über die Spende'],
  ])('%j is about %j', (subject, root) => {
    expect(subjectRoot(subject)).toBe(root);
  });

  it('is one bounded line, never empty, and the root of itself answered', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        const root = subjectRoot(text);
        expect(root).toMatch(/^[^\p{Cc}]{1,300}$/u);
        expect(subjectRoot(`Re: ${root}`).slice(0, 290)).toBe(subjectRoot(root).slice(0, 290));
      }),
    );
  });
});
