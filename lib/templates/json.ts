import { DomainError } from '@/lib/platform/errors';
import { jsonLiquid } from './liquid';
import type { TemplateScope } from './vocabulary';

/** Longest source of a webhook's JSON, and the longest it may become. */
export const longestJson = { source: 20_000, filled: 100_000 } as const;

/** What is probably the matter with a template that made no JSON: the first value that stands otherwise than it prints. */
function wayOut(source: string): string {
  let inQuotes = false;
  // No brace within braces: what never ends is read once, not again from each of its places.
  for (const [piece, inner] of source.matchAll(/\{\{([^{}]*)\}\}|\{%[^{}]*%\}|\\.|"/gs)) {
    if (piece === '"') inQuotes = !inQuotes;
    if (inner === undefined) continue;
    const value = inner.replace(/^-|-$/g, '').trim();
    const isWhole = /\|\s*json\b/.test(value);
    const name = value.split('|')[0]?.trim();
    if (inQuotes && isWhole) return `{{ ${value} }} brings its own quotes: leave out those around it.`;
    if (!inQuotes && !isWhole)
      return `Write {{ ${name} | json }} without quotes around it, or "{{ ${name} }}" in quotes.`;
  }
  return 'Look for a comma, a bracket or a quote that is missing or too many.';
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));

/**
 * What writes the JSON of one template. Values in quotes are escaped, `| json` prints a whole value: nobody's words can change what
 * the JSON says otherwise. Throws `invalid`, the writer too.
 */
export function jsonWriter(source: string): (scope: TemplateScope) => string {
  const refuse = (why: string, field: string, cause?: unknown) =>
    new DomainError({ code: 'invalid', message: `The JSON cannot be used: ${why}`, fields: { text: field }, cause });
  const nodes = (() => {
    try {
      return jsonLiquid.parse(source);
    } catch (error) {
      throw refuse(reason(error), reason(error), error);
    }
  })();
  let way: string | undefined;
  return (scope) => {
    let text: string;
    try {
      text = String(jsonLiquid.renderSync(nodes, scope));
    } catch (error) {
      throw refuse(reason(error), reason(error), error);
    }
    if (text.length > longestJson.filled) throw refuse(`it has over ${longestJson.filled} characters.`, 'is too long');
    try {
      return JSON.stringify(JSON.parse(text));
    } catch (error) {
      way ??= wayOut(source);
      throw refuse(
        `filled in, it is no JSON (${reason(error)}). ${way}`,
        `is no JSON when filled in: ${reason(error)}`,
      );
    }
  };
}

/** What stands for a person when a template is saved: of some nothing more is known. */
const nobody: TemplateScope = {
  contact: { id: '00000000-0000-0000-0000-000000000000', attributes: {} },
  tenant: {},
  campaign: {},
  sender: {},
};

/** Throws `invalid` unless the template makes JSON even of a person of whom nothing is known. */
export const requireJson = (source: string): void => void jsonWriter(source)(nobody);
