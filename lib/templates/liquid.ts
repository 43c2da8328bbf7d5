import { Liquid, type LiquidOptions } from 'liquidjs';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };

/** Escapes a value for HTML text and quoted attributes, exactly as the `escape` filter does. */
export function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => escapes[character]!) : text;
}

/** Text of a value: nothing for null and for objects (whose own toString could be data), lists joined without a separator. */
export function stringify(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(stringify).join('');
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : '';
}

const options: LiquidOptions = {
  strictFilters: true,
  strictVariables: false,
  ownPropertyOnly: true,
  templates: {},
  cache: false,
  timezoneOffset: 0,
  locale: 'en-US',
  parseLimit: 600_000,
  renderLimit: 250,
  memoryLimit: 5_000_000,
};

// Tags that read other templates have nothing to read here; `raw` as a filter would let a contact's value write HTML.
const forbiddenTags = ['include', 'render', 'layout', 'block'];

/** Filters that compiled templates run without Liquid; the engines run the very same ones. */
export const simpleFilters: Readonly<Record<string, (value: unknown) => string>> = {
  escape: (value) => escapeHtml(stringify(value)),
  upcase: (value) => stringify(value).toUpperCase(),
  downcase: (value) => stringify(value).toLowerCase(),
  capitalize: (value) => {
    const text = stringify(value);
    return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
  },
};

function sandbox(extra: LiquidOptions): Liquid {
  const liquid = new Liquid({ ...options, ...extra });
  for (const tag of forbiddenTags) delete liquid.tags[tag];
  liquid.unregisterFilter('raw');
  for (const [name, filter] of Object.entries(simpleFilters)) liquid.registerFilter(name, filter);
  return liquid;
}

/** For subject and text: values are printed as they are. */
export const plainLiquid = sandbox({ outputEscape: stringify });

/** For HTML: every value is escaped; the filters below print HTML of their own and escape their input themselves. */
export const htmlLiquid = sandbox({ outputEscape: simpleFilters.escape! });
htmlLiquid.registerFilter('escape', { raw: true, handler: simpleFilters.escape! });
htmlLiquid.registerFilter('newline_to_br', {
  raw: true,
  handler: (value: unknown) => escapeHtml(stringify(value)).replace(/\r?\n/g, '<br />\n'),
});

/** For JSON: values stand in quotes and are escaped for them; `json` prints a whole value, null for what is not known. */
export const jsonLiquid = sandbox({ outputEscape: (value: unknown) => JSON.stringify(stringify(value)).slice(1, -1) });
jsonLiquid.registerFilter('json', { raw: true, handler: (value: unknown) => JSON.stringify(value ?? null) });
