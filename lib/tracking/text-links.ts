import { isWebAddress, maskLiquid, replace, type TrackedLink } from './links';
import { maxShortLinks } from './short';

export interface InstrumentedText {
  /** The template with slots (`{{ tracking.l<position> }}`) instead of its web addresses. */
  text: string;
  links: TrackedLink[];
  /** Addresses that stay as they are: Liquid writes a part of them, or they are more than can be told apart. */
  untracked: string[];
}

const address = /https?:\/\/[^\s<>"“”„|\\^`]+/gi;
/** Ends a sentence or a bracket around the address, and is no part of it. */
const afterwards = /[.,;:!?'’»]+$/;

/** An address right before the end of a block, behind which nothing more is written. */
const beforeEnd = /^[^{]*(?=(?:\{%-?\s*end(?:if|unless|case|for)\s*%\})+[.,;:!?'’»)\]]*$)/;

/**
 * Turns the http(s) addresses of a text template into slots. One that Liquid writes a part of, or that stands in a longer
 * word, stays as it is: where it ends and leads is known only when it is filled. Numbers begin at `first`.
 */
export function instrumentText(template: string, first = 0): InstrumentedText {
  const masked = maskLiquid(template);
  const links: TrackedLink[] = [];
  const untracked: string[] = [];
  const replacements = [];
  for (const { 0: masks, index } of masked.matchAll(address)) {
    const source = template.slice(index, index + masks.length);
    const found = beforeEnd.exec(source)?.[0] ?? masks;
    const url = withoutTail(found);
    const before = template.slice(0, index);
    const isApart = before === '' || /(?:%\}|[^\w}])$/.test(before);
    const position = first + links.length;
    if (!source.startsWith(found) || before.endsWith('}}') || (isApart && position >= maxShortLinks)) {
      if (isWebAddress(url)) untracked.push(withoutTail(source));
      continue;
    }
    if (!isApart || !isWebAddress(url)) continue;
    links.push({ position, url });
    replacements.push({ start: index, end: index + url.length, text: `{{ tracking.l${position} }}` });
  }
  return { text: replace(template, replacements), links, untracked };
}

function withoutTail(found: string): string {
  let url = found.replace(afterwards, '');
  for (const [open, close] of [
    ['(', ')'],
    ['[', ']'],
  ] as const) {
    while (url.endsWith(close) && url.split(close).length > url.split(open).length)
      url = url.slice(0, -1).replace(afterwards, '');
  }
  return url;
}
