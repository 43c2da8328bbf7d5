import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseEmail, normaliseName } from './normalise';
import { normalisePhone } from './phone';

describe('normaliseEmail', () => {
  it.each([
    ['Anna@Example.ORG', 'anna@example.org'],
    ['  a@example.org\u00a0', 'a@example.org'],
    ['<a@example.org>', 'a@example.org'],
    ['"Bee, Ann" <a@example.org>', 'a@example.org'],
    ['mailto:a@example.org?subject=Hi', 'a@example.org'],
    ["o'brien+alumni@mail.example.co.uk", "o'brien+alumni@mail.example.co.uk"],
    ['a/b=c!d@example.org', 'a/b=c!d@example.org'],
    ['info@bücher.example', 'info@xn--bcher-kva.example'],
    ['info@xn--bcher-kva.example', 'info@xn--bcher-kva.example'],
    ['\ufeffa@example.org\u200b', 'a@example.org'],
  ])('reads %j', (raw, normalized) => {
    expect(normaliseEmail(raw)).toMatchObject({ normalized });
  });

  it.each([
    ['', 'empty'],
    ['anna', 'no @'],
    ['a@b@example.org', 'two @'],
    ['@example.org', 'nothing before the @'],
    ['a@', 'nothing after the @'],
    ['a@example', 'domain has no dot'],
    ['an na@example.org', 'spaces inside'],
    ['a@exam ple.org', 'spaces inside'],
    ['a@example.org, b@example.org', 'two @'],
    ['a..b@example.org', 'two dots in a row'],
    ['.a@example.org', 'a dot at the edge of the part before the @'],
    ['a@[127.0.0.1]', 'a number in brackets instead of a domain name'],
    ['a@1.2.3.4', 'the domain "1.2.3.4" is not valid'],
    ['a@-x.org', 'the domain "-x.org" is not valid'],
    ['a@example.org/x', 'a character that is not allowed in a domain'],
    ['a\u0000b@example.org', 'a character that is not allowed before the @'],
    [`${'x'.repeat(65)}@example.org`, 'more than 64 characters before the @'],
  ])('refuses %j with its reason', (raw, problem) => {
    expect(normaliseEmail(raw)).toEqual({ problem });
  });

  it('refuses a quoted part before the @, and more than 254 characters', () => {
    expect(normaliseEmail('"a b"@example.org')).toHaveProperty('problem');
    expect(normaliseEmail(`a@${'x.'.repeat(130)}org`)).toHaveProperty('problem');
    expect(normaliseEmail('a'.repeat(1_000_000))).toHaveProperty('problem');
  });

  it('gives a normal form that is its own normal form', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.emailAddress(),
          fc.string({ unit: 'grapheme' }).map((s) => `${s}@example.org`),
        ),
        (raw) => {
          const once = normaliseEmail(raw);
          if ('problem' in once) return;
          expect(once.normalized).not.toMatch(/[\s\u0000-\u001f<>,;"]/);
          expect(normaliseEmail(once.normalized)).toMatchObject({ normalized: once.normalized });
        },
      ),
    );
  });
});

describe('normaliseName', () => {
  it('collapses spaces, drops control and invisible characters, composes accents', () => {
    expect(normaliseName(' Jo\u0308rg \u0000\t van\n der\u200b  Berg ')).toEqual({ text: 'Jörg van der Berg' });
  });
  it('counts characters, not UTF-16 units, and refuses more than 100', () => {
    expect(normaliseName('😀'.repeat(100))).toHaveProperty('text');
    expect(normaliseName('😀'.repeat(101))).toEqual({ problem: 'longer than 100 characters' });
  });
});

describe('normalisePhone', () => {
  it.each([
    ['030 1234567', 'DE', '+49301234567'],
    ['+1 (212) 555-2368', 'DE', '+12125552368'],
    ['0049 30 1234567', null, '+49301234567'],
    ["'+49-30-1234567", null, '+49301234567'],
    ['tel:+49301234567', null, '+49301234567'],
  ])('reads %j in %s', (raw, country, e164) => {
    expect(normalisePhone(raw, country)).toEqual({ e164 });
  });

  it.each([
    ['', 'DE', 'empty'],
    ['call me', 'DE', 'other characters'],
    ['12', 'DE', 'too few digits'],
    ['4.91512E+12', 'DE', 'rounded'],
    ['030 1234567', null, 'no country code'],
    ['030 1234567', 'XX', 'no country code'],
    ['+49 1', null, 'too few'],
    ['+999 1234567', null, 'not a valid number'],
    ['1'.repeat(30), 'DE', 'too many digits'],
  ])('refuses %j in %s with its reason', (raw, country, problem) => {
    expect(normalisePhone(raw, country)).toEqual({ problem: expect.stringContaining(problem) });
  });
});
