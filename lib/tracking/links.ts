import { Tokenizer } from 'htmlparser2';

export interface TrackedLink {
  /** Number in the template, from 0: its slot is `{{ tracking.l<position> }}`. */
  position: number;
  /** Where it leads, entities decoded. */
  url: string;
}

export interface InstrumentedHtml {
  /** The template with slots instead of its web addresses. */
  html: string;
  links: TrackedLink[];
  /** Addresses that stay as they are because Liquid fills them, or a part of them; not those that we make. */
  untracked: string[];
}

interface Replacement {
  start: number;
  end: number;
  text: string;
}

const maxUrl = 2_000;
/** The position that no link of a template has: the one that no person can see. */
export const trapLink = 0xffff;
const trapTag =
  '<a href="{{ tracking.trap }}" rel="nofollow" aria-hidden="true" tabindex="-1" style="display:none"></a>';
const pixelTag =
  '<img src="{{ tracking.pixel }}" width="1" height="1" alt="" style="display:block;border:0;width:1px;height:1px">';

interface Instruments {
  pixel?: boolean;
  trap?: boolean;
  /** False: addresses stay as they are. */
  links?: boolean;
}

/**
 * Turns the http(s) addresses of an HTML template's links into slots, and adds the slots of the pixel
 * and of a hidden link when asked.
 * Everything else (mailto, tel, #, Liquid, comments, scripts) stays byte for byte.
 */
export function instrumentHtml(template: string, options: Instruments = {}): InstrumentedHtml {
  // Liquid may hold "<" and quotes: for the HTML reader it is as long a run of letters.
  const masked = maskLiquid(template);
  const replacements: Replacement[] = [];
  const links: TrackedLink[] = [];
  const untracked: string[] = [];
  const { hrefs, bodyEnd } = scan(masked);
  for (const { start, end, value } of hrefs) {
    const source = template.slice(start, end);
    const url = value.trim();
    if (/\{[{%]/.test(source)) {
      if (/^\s*https?:/i.test(source) || isFilledIn(source)) untracked.push(source);
    } else if (options.links !== false && isWebAddress(url) && links.length < trapLink) {
      const position = links.length;
      links.push({ position, url });
      replacements.push({ start, end, text: `{{ tracking.l${position} }}` });
    }
  }
  if (options.pixel || options.trap) {
    const at = bodyEnd ?? template.length;
    replacements.push({ start: at, end: at, text: (options.trap ? trapTag : '') + (options.pixel ? pixelTag : '') });
    replacements.sort((a, b) => a.start - b.start);
  }
  return { html: replace(template, replacements), links, untracked };
}

/** The template with every Liquid tag as a run of as many letters. */
export function maskLiquid(template: string): string {
  let out = '';
  let at = 0;
  for (;;) {
    const open = nextTag(template, at);
    const end = open < 0 ? -1 : endOfTag(template, open);
    if (end < 0) return out + template.slice(at);
    out += template.slice(at, open) + 'x'.repeat(end - open);
    at = end;
  }
}

function nextTag(template: string, from: number): number {
  for (let at = template.indexOf('{', from); at >= 0; at = template.indexOf('{', at + 1)) {
    const next = template[at + 1];
    if (next === '{' || next === '%') return at;
  }
  return -1;
}

/** Where the tag that starts at `open` ends, with all that a raw or comment block holds; -1 when it never does. */
function endOfTag(template: string, open: number): number {
  const close = template.indexOf(template[open + 1] === '{' ? '}}' : '%}', open + 2);
  if (close < 0) return -1;
  const block = /^\{%-?\s*(raw|comment)\b/.exec(template.slice(open, Math.min(close, open + 40)))?.[1];
  if (!block) return close + 2;
  const pattern = new RegExp(`\\{%-?\\s*end${block}\\s*-?%\\}`, 'g');
  pattern.lastIndex = close + 2;
  return pattern.exec(template) ? pattern.lastIndex : -1;
}

/** All of it comes from somewhere else than from us. */
const isFilledIn = (source: string): boolean =>
  /^\s*\{\{/.test(source) &&
  !/^\s*\{\{-?\s*(unsubscribe_url|preferences_url|view_url|contact\.(email|phone))\b/.test(source);

/** What can be tracked. */
export function isWebAddress(url: string): boolean {
  return url.length <= maxUrl && /^https?:\/\//i.test(url) && URL.canParse(url);
}

/** The text with pieces of it replaced, in the order in which they stand. */
export function replace(text: string, replacements: readonly Replacement[]): string {
  let out = '';
  let at = 0;
  for (const { start, end, text: slot } of replacements) {
    out += text.slice(at, start) + slot;
    at = end;
  }
  return out + text.slice(at);
}

interface Href {
  start: number;
  end: number;
  value: string;
}

function scan(html: string): { hrefs: Href[]; bodyEnd: number | null } {
  const hrefs: Href[] = [];
  let bodyEnd: number | null = null;
  let tag = '';
  let name = '';
  let nameEnd = 0;
  let value = '';
  const nothing = () => {};
  const tokenizer = new Tokenizer(
    {},
    {
      onopentagname: (start, end) => (tag = html.slice(start, end).toLowerCase()),
      onattribname: (start, end) => {
        name = html.slice(start, end).toLowerCase();
        nameEnd = end;
        value = '';
      },
      onattribdata: (start, end) => (value += html.slice(start, end)),
      onattribentity: (codepoint) => (value += String.fromCodePoint(codepoint)),
      onattribend: () => {
        if (name !== 'href' || (tag !== 'a' && tag !== 'area')) return;
        const range = valueRange(html, nameEnd);
        if (range) hrefs.push({ ...range, value });
      },
      onclosetag: (start, end) => {
        if (html.slice(start, end).toLowerCase() === 'body') bodyEnd = html.lastIndexOf('<', start);
      },
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onend: nothing,
      onopentagend: nothing,
      onprocessinginstruction: nothing,
      onselfclosingtag: nothing,
      ontext: nothing,
      ontextentity: nothing,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return { hrefs, bodyEnd };
}

/** Where the value of the attribute whose name ends at `from` stands, without its quotes. */
function valueRange(html: string, from: number): { start: number; end: number } | null {
  const pattern = /\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/dy;
  pattern.lastIndex = from;
  const found = pattern.exec(html)?.indices;
  const range = found?.[1] ?? found?.[2] ?? found?.[3];
  return range ? { start: range[0], end: range[1] } : null;
}
