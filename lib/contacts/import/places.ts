const TITLES = ['en', 'de', 'fr', 'es', 'pl'];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .trim();

/** Names of all two-letter codes in five languages → code; built once, on first use. */
function nameTable(kind: 'region' | 'language'): () => Map<string, string> {
  let table: Map<string, string> | undefined;
  return () => {
    if (table) return table;
    table = new Map();
    for (const locale of TITLES) {
      const names = new Intl.DisplayNames([locale], { type: kind, fallback: 'none' });
      for (const a of LETTERS) {
        for (const b of LETTERS) {
          const code = kind === 'region' ? a + b : (a + b).toLowerCase();
          const name = names.of(code);
          if (name && !table.has(fold(name))) table.set(fold(name), code);
        }
      }
    }
    for (const [name, code] of kind === 'region' ? Object.entries(SHORT) : []) table.set(name, code);
    return table;
  };
}

const SHORT = { uk: 'GB', 'great britain': 'GB', england: 'GB', usa: 'US', 'u.s.a.': 'US', 'united states of america': 'US' };

const regions = nameTable('region');
const tongues = nameTable('language');

/** `DE`, `de`, `Germany`, `Deutschland`, `Niemcy` → `DE`; null when unknown. */
export function countryCode(raw: string): string | null {
  const known = regions().get(fold(raw));
  if (known) return known;
  const code = raw.trim().toUpperCase();
  return /^[A-Z]{2}$/.test(code) && [...regions().values()].includes(code) ? code : null;
}

/** `de`, `de_AT`, `German`, `Deutsch` → a BCP 47 tag; null when unknown. */
export function languageTag(raw: string): string | null {
  const tag = raw.trim().replaceAll('_', '-');
  if (/^[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?$/i.test(tag)) return Intl.getCanonicalLocales(tag)[0] ?? null;
  return tongues().get(fold(raw)) ?? null;
}

/** An IANA zone such as Europe/Berlin as this system writes it; null when unknown. */
export function zoneName(raw: string): string | null {
  const zone = raw.trim().replaceAll(' ', '_');
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(zone)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
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
