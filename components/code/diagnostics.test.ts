import { Text } from '@codemirror/state';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosticsOf, rangeOf } from './diagnostics';

const doc = Text.of(['<p>', 'Dear {{ contact.frist_name | upcase }},', '{% if %} now', '']);
const marked = (line: number, column: number, word?: string) => {
  const { from, to } = rangeOf(doc, { level: 'warning', line, column, message: 'm', word });
  return doc.sliceString(from, to);
};

describe('where a problem is marked', () => {
  it('an unknown variable is marked by its own letters, wherever in its tag the place points', () => {
    expect(marked(2, 9, 'contact.frist_name')).toBe('contact.frist_name');
    expect(marked(2, 6, 'contact.frist_name')).toBe('contact.frist_name');
  });
  it('a syntax error is marked over its tag, else over the rest of its line', () => {
    expect(marked(3, 1)).toBe('{% if %}');
    expect(marked(2, 40)).toBe(',');
    expect(marked(1, 1)).toBe('<p>');
  });
  it('no place, however wrong, falls out of the text, and the marks stand in order', () => {
    const problem = fc.record({
      level: fc.constantFrom('error' as const, 'warning' as const),
      line: fc.integer({ min: -3, max: 50 }),
      column: fc.integer({ min: -3, max: 500 }),
      message: fc.string(),
      word: fc.option(fc.constantFrom('contact.frist_name', 'x'), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(problem, { maxLength: 8 }), (problems) => {
        const found = diagnosticsOf(doc, problems);
        for (const [index, { from, to }] of found.entries()) {
          expect(from).toBeGreaterThanOrEqual(found[index - 1]?.from ?? 0);
          expect(to).toBeGreaterThanOrEqual(from);
          expect(to).toBeLessThanOrEqual(doc.length);
        }
      }),
    );
  });
});
