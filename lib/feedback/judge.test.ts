import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeHits, trap, type SeenHit } from './judge';

const second = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 1000);
const scanner = { agent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/130', ip: '192.0.2.1' };
const person = { agent: 'Mozilla/5.0 (iPhone) Safari/604', ip: '198.51.100.7' };
const click = (n: number, link: string, more: Partial<SeenHit> = {}): SeenHit => ({
  ...{ event: 'clicked', at: second(n), link, own: null },
  ...person,
  ...more,
});
const open = (n: number, more: Partial<SeenHit> = {}): SeenHit => ({
  ...click(n, ''),
  event: 'opened',
  link: null,
  ...more,
});

const some = fc.record({
  event: fc.constantFrom('opened' as const, 'clicked' as const),
  at: fc.integer({ min: 0, max: 150 }).map(second),
  link: fc.constantFrom('0', '1', '2', '3', '4', trap),
  agent: fc.constantFrom(scanner.agent, person.agent, null),
  ip: fc.constantFrom(scanner.ip, person.ip, null),
  own: fc.constantFrom(null, null, null, 'head', 'scanner'),
});
const hits = fc
  .array(some, { maxLength: 14 })
  .map((all) => all.map((hit) => (hit.event === 'opened' ? { ...hit, link: null } : hit)));

describe('judgeHits', () => {
  it('gives each hit the same answer whatever the order in which they came', () => {
    fc.assert(
      fc.property(hits, fc.infiniteStream(fc.nat()), (given, random) => {
        const answers = new Map(judgeHits(given).map((answer, i) => [given[i], answer]));
        const shuffled = given
          .map((hit) => ({ hit, by: random.next().value ?? 0 }))
          .sort((a, b) => a.by - b.by)
          .map(({ hit }) => hit);
        expect(judgeHits(shuffled)).toEqual(shuffled.map((hit) => answers.get(hit)));
      }),
    );
  });

  it('makes no machine a person by what else comes, and a repeat changes nothing', () => {
    fc.assert(
      fc.property(hits, hits, (given, more) => {
        const before = judgeHits(given);
        const after = judgeHits([...given, ...more]);
        for (const [i, answer] of before.entries()) if (answer) expect(after[i]).not.toBeNull();
        expect(judgeHits([...given, ...given]).slice(0, given.length)).toEqual(before);
      }),
    );
  });

  it.each<[string, SeenHit[], (string | null)[]]>([
    ['a person reads and clicks', [open(0), click(5, '0'), click(60, '1')], [null, null, null]],
    ['two links in a row', [click(0, '0'), click(1, '1'), click(2, '0')], [null, null, null]],
    ['the hidden link', [click(0, trap)], ['honeypot']],
    [
      'what came before the hidden link',
      [open(0), click(1, '0'), click(50, trap)],
      ['honeypot', 'honeypot', 'honeypot'],
    ],
    ['a person long after a scanner', [click(0, trap, scanner), open(600), click(610, '0')], ['honeypot', null, null]],
    ['the scanner itself, much later', [click(0, trap, scanner), click(9000, '0', scanner)], ['honeypot', 'honeypot']],
    [
      'four links within seconds, the first too',
      [click(0, '0'), click(1, '1'), click(2, '2'), click(3, '3')],
      ['all-links', 'all-links', 'all-links', 'all-links'],
    ],
    ['four links, but slowly', [0, 3, 6, 9].map((n) => click(n, String(n))), [null, null, null, null]],
    [
      'the picture fetched along with all links',
      [open(1, scanner), ...['0', '1', '2', '3'].map((l, i) => click(i, l, scanner))],
      ['all-links', 'all-links', 'all-links', 'all-links', 'all-links'],
    ],
    ['HEAD before GET', [click(0, '0', { own: 'head' }), click(1, '0')], ['head', 'head']],
    [
      'a gateway asks for the head when the person clicks',
      [click(0, '0', { ...scanner, own: 'head' }), click(1, '0')],
      ['head', null],
    ],
    ['HEAD after GET', [click(0, '0'), click(1, '0', { own: 'head' })], [null, 'head']],
  ])('%s', (_, given, expected) => {
    expect(judgeHits(given)).toEqual(expected);
  });
});
