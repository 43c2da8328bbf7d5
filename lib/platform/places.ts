import { z } from 'zod';

const TITLES = ['en', 'de', 'fr', 'es', 'pl'];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

interface Names {
  byName: Map<string, string>;
  codes: Set<string>;
}

/** Codes that name no country of an address: unions, unknown, test regions. */
const NOWHERE = new Set(['EU', 'EZ', 'UN', 'ZZ', 'XA', 'XB', 'QO']);

/** Names of all two-letter codes in five languages; built once, on first use. Old codes (DD) give way to current ones. */
function namesOf(kind: 'region' | 'language'): () => Names {
  let names: Names | undefined;
  return () => {
    names ??= build(kind);
    return names;
  };
}

const isCurrent = (kind: 'region' | 'language', code: string): boolean =>
  (kind === 'region' ? new Intl.Locale(`und-${code}`).region : Intl.getCanonicalLocales(code)[0]) === code;

function build(kind: 'region' | 'language'): Names {
  const names: Names = { byName: new Map(), codes: new Set() };
  const codes = [...LETTERS].flatMap((a) => [...LETTERS].map((b) => a + b));
  const current = codes
    .map((code) => (kind === 'region' ? code : code.toLowerCase()))
    .filter((code) => !NOWHERE.has(code) && isCurrent(kind, code));
  for (const locale of TITLES) {
    const titles = new Intl.DisplayNames([locale], { type: kind, fallback: 'none' });
    for (const code of current) {
      const title = titles.of(code);
      if (title) names.codes.add(code);
      if (title && !names.byName.has(fold(title))) names.byName.set(fold(title), code);
    }
  }
  return names;
}

const SHORT = {
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  usa: 'US',
  'u.s.a.': 'US',
  'united states of america': 'US',
};

const SPOKEN = new Map(Object.entries(SHORT));
const regions = namesOf('region');
const tongues = namesOf('language');

/** `DE`, `de`, `Germany`, `Deutschland`, `Niemcy` → `DE`; null when unknown. */
export function countryCode(raw: string): string | null {
  const code = raw.trim().toUpperCase();
  const { byName, codes } = regions();
  if (codes.has(code)) return code;
  return byName.get(fold(raw)) ?? SPOKEN.get(fold(raw)) ?? null;
}

export const unknownCountry = (typed: string): string =>
  `“${typed}” is not known as a country; use its two-letter code, such as IN for India`;

/** The country that somebody typed, by its code. */
export const typedCountry = z.string().transform((typed, check) => {
  const code = countryCode(typed);
  if (code === null) check.addIssue(unknownCountry(typed));
  return code ?? z.NEVER;
});

/** `de`, `de_AT`, `German`, `Deutsch` → a BCP 47 tag; null when unknown. */
export function languageTag(raw: string): string | null {
  const tag = raw.trim().replaceAll('_', '-');
  if (/^[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?$/i.test(tag)) {
    const canonical = Intl.getCanonicalLocales(tag)[0] ?? '';
    return canonical.split('-')[0]?.length === 3 || tongues().codes.has(canonical.slice(0, 2)) ? canonical : null;
  }
  return tongues().byName.get(fold(raw)) ?? null;
}

/** Remembers answers (at most 2,000), since a column repeats the same few values. */
export function remembered<T>(ask: (raw: string) => T): (raw: string) => T {
  const known = new Map<string, T>();
  return (raw) => {
    const hit = known.get(raw);
    if (hit !== undefined) return hit;
    const answer = ask(raw);
    if (known.size < 2000) known.set(raw, answer);
    return answer;
  };
}
