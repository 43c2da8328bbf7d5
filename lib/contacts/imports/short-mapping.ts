import { attributeTarget, fixedTargets } from '../import/mapping';

const camel = (text: string): string => text.trim().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const known = new Set<string>(fixedTargets);

/** The target that a word of a short mapping means: `first_name` is `firstName`; null when it is none. */
function targetOf(word: unknown): string | null {
  if (typeof word !== 'string') return null;
  if (known.has(camel(word))) return camel(word);
  return attributeTarget.test(word.trim()) ? word.trim() : null;
}

/** Unfolds JSON text and the short form `{"Column": "target"}` (or the other way round) into the full mapping; leaves the rest to the schema. */
export function readMapping(raw: unknown): unknown {
  let value = raw;
  if (typeof raw === 'string') {
    try {
      value = JSON.parse(raw);
    } catch {
      return raw;
    }
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value) || 'columns' in value) return value;
  const { key, defaultCountry, onConflict, tagSeparator, ...pairs } = value as Record<string, unknown>;
  const columns = Object.entries(pairs).map(([left, right]) => {
    const target = targetOf(right);
    if (target) return { column: left, target };
    return targetOf(left) ? { column: right, target: targetOf(left) } : { column: left, target: right };
  });
  const options = Object.entries({ key, defaultCountry, onConflict, tagSeparator }).filter(
    ([, given]) => given !== undefined,
  );
  const targets = new Set(columns.map((column) => column.target));
  const found = ['email', 'externalId', 'phone'].find((name) => targets.has(name));
  return { columns, ...(found ? { key: found } : {}), ...Object.fromEntries(options) };
}
