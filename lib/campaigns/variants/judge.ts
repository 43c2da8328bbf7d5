import type { WinnerMetric } from '../vocabulary';

/** What came of one variant: people who got it, and how many of them did what counts. */
export interface VariantCount {
  position: number;
  name: string;
  sent: number;
  hits: number;
}

export interface Judgement {
  /** The variant in front of all others; null while there is no difference, or one of them has reached nobody. */
  leader: number | null;
  /** The variant with the highest share; the first of those that are level, null when nobody got anything. */
  best: number | null;
  /** Whether chance alone would hardly make such a difference. */
  significant: boolean;
  /** Chance of such a difference between equals, corrected for the number of variants; null when it cannot be told. */
  pValue: number | null;
  sentence: string;
}

const level = 0.05;
/** Below this many expected in a cell the normal curve is no good, and the exact test is asked. */
const fewest = 5;
/** Fewer people than this tell nothing, whatever they did. */
const tooFew = 5;

/** What a winner is chosen by, as what people do. */
export const nouns: Record<WinnerMetric, string> = {
  opened: 'opens',
  clicked: 'clicks',
  replied: 'replies',
  converted: 'conversions',
};

/** Complementary error function, to about 1e-7 (Numerical Recipes' rational Chebyshev form). */
function erfc(x: number): number {
  const z = Math.abs(x);
  const t = 1 / (1 + z / 2);
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ].reduceRight((sum, c) => c + t * sum, 0);
  const value = t * Math.exp(-z * z + series);
  return x >= 0 ? value : 2 - value;
}

/** Two-sided p of two shares being equal, by the pooled z-test. */
export function zTest(a: Pick<VariantCount, 'sent' | 'hits'>, b: Pick<VariantCount, 'sent' | 'hits'>): number {
  const pooled = (a.hits + b.hits) / (a.sent + b.sent);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.sent + 1 / b.sent));
  if (error === 0) return 1;
  return erfc(Math.abs(a.hits / a.sent - b.hits / b.sent) / error / Math.SQRT2);
}

/** Logarithms of factorials up to `n`, made once per test. */
function logFactorials(n: number): Float64Array {
  const table = new Float64Array(n + 1);
  for (let i = 2; i <= n; i++) table[i] = (table[i - 1] ?? 0) + Math.log(i);
  return table;
}

/** Two-sided p by Fisher's exact test: all tables that are no likelier than what was seen. */
export function fisher(a: Pick<VariantCount, 'sent' | 'hits'>, b: Pick<VariantCount, 'sent' | 'hits'>): number {
  const all = a.sent + b.sent;
  const hits = a.hits + b.hits;
  const log = logFactorials(all);
  const of = (n: number) => log[n] ?? 0;
  const fixed = of(a.sent) + of(b.sent) + of(hits) + of(all - hits) - of(all);
  const chance = (x: number) => Math.exp(fixed - of(x) - of(a.sent - x) - of(hits - x) - of(b.sent - hits + x));
  const seen = chance(a.hits) * (1 + 1e-7);
  let p = 0;
  for (let x = Math.max(0, hits - b.sent); x <= Math.min(hits, a.sent); x++) {
    const one = chance(x);
    if (one <= seen) p += one;
  }
  return Math.min(1, p);
}

function difference(a: VariantCount, b: VariantCount): number {
  const pooled = (a.hits + b.hits) / (a.sent + b.sent);
  const expected = [a.sent, b.sent].flatMap((n) => [n * pooled, n * (1 - pooled)]);
  return Math.min(...expected) < fewest ? fisher(a, b) : zTest(a, b);
}

const rate = ({ hits, sent }: VariantCount) => (sent === 0 ? 0 : hits / sent);
export const percentText = (share: number): string => `${(share * 100).toFixed(1)} %`;
const pText = (p: number) => (p < 0.001 ? 'p < 0.001' : `p = ${p < 0.01 ? p.toFixed(3) : p.toFixed(2)}`);
/** What p means, for whoever never learned it: how seldom equals differ so much. No finer than the test is. */
const oddsText = (p: number) =>
  p < 0.001 ? 'less than once in 1,000 tests' : `about once in ${Number((1 / p).toPrecision(2))} tests`;

/**
 * Which variant is in front, and whether that is more than chance: its share against the best other's. With more than two the
 * p-value is multiplied by the number of others, since one of many is easily in front by chance.
 */
export function judge(variants: readonly VariantCount[], metric: WinnerMetric): Judgement {
  const known = variants.filter((v) => v.sent > 0).toSorted((a, b) => rate(b) - rate(a) || a.position - b.position);
  const [first, second] = known;
  const noun = nouns[metric];
  const early = (why: string, leader: number | null = null, pValue: number | null = null): Judgement => ({
    leader,
    best: first?.position ?? null,
    significant: false,
    pValue,
    sentence: `Too early to tell: ${why}`,
  });
  if (!first) return early('nobody got a variant yet.');
  if (!second || known.length < variants.length) return early('not every variant has reached somebody yet.');
  if (known.every((v) => v.hits === 0)) return early(`there are no ${noun} yet.`);
  const numbers = `“${first.name}” has ${percentText(rate(first))} ${noun} against ${percentText(rate(second))} of “${second.name}”`;
  const isAhead = rate(first) > rate(second);
  if (first.sent < tooFew || second.sent < tooFew)
    return early(`${numbers}, but that is so few people that it says nothing.`, isAhead ? first.position : null);
  const p = Math.min(1, difference(first, second) * (variants.length - 1));
  if (!isAhead)
    return early(`“${first.name}” and “${second.name}” are level at ${percentText(rate(first))} ${noun}.`, null, p);
  if (p >= level) return early(`${numbers} (${pText(p)}), which may be chance.`, first.position, p);
  return {
    leader: first.position,
    best: first.position,
    significant: true,
    pValue: p,
    sentence: `“${first.name}” leads with ${percentText(rate(first))} ${noun} against ${percentText(rate(second))} (${pText(p)}). This passes the bar of 95 %: if ${variants.length > 2 ? 'all' : 'both'} were equally good, chance would show such a difference ${oddsText(p)}.`,
  };
}

/** A difference that a test should be able to show: twice as many. */
export const wanted = { low: 0.1, high: 0.2 };

/** From how many people a variant on, in tens, such a difference between the first and the others passes the bar. */
export function fewestToTell(variants: number): number {
  for (let people = 10; ; people += 10) {
    const counts = Array.from({ length: variants }, (_, position) => ({
      ...{ position, name: '', sent: people },
      hits: Math.round(people * (position === 0 ? wanted.high : wanted.low)),
    }));
    if (judge(counts, 'clicked').significant) return people;
  }
}
