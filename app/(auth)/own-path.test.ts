import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownPath } from './own-path';

describe('where signing in leads', () => {
  it('keeps a page of the console with its filters', () => {
    expect(ownPath('/acme/contacts?q=ann&sort=newest')).toBe('/acme/contacts?q=ann&sort=newest');
  });

  it.each([
    'https://evil.test/',
    '//evil.test/',
    '/\\evil.test',
    '/\t/evil.test',
    '',
    'acme',
    '/login?next=/x',
    '/.//evil.test',
  ])('goes to the front page for %j', (next) => expect(ownPath(next)).toBe('/'));

  it('never leaves this origin, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const next of [text, `/${text}`, `//${text}`, `/\\${text}`]) {
          expect(new URL(ownPath(next), 'http://here.test').origin).toBe('http://here.test');
        }
      }),
    );
  });
});
