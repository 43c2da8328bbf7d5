import { instrumentText, type TrackedLink } from '@/lib/tracking';
import type { ApprovedTemplate } from './vocabulary';

const optOut = '\n\nOpt out: {{ unsubscribe_url }}';
const mentionsOptOut = (text: string) => /\{\{-?\s*(unsubscribe_url|preferences_url)\b/.test(text);
const place = /\{\{-?\s*(\d{1,3})\s*-?\}\}/g;

/** Every mailing tells its reader how to leave; so does a text message whose template forgot. */
const withOptOut = (body: string): string => (mentionsOptOut(body) ? body : body.trimEnd() + optOut);

/** A text template as it is sent: its links in slots when clicks are counted, and a way out; `own` is without the one that is added. */
export function textForSending(body: string, { clicks }: { clicks: boolean }) {
  const { text, links } = clicks ? instrumentText(body) : { text: body, links: [] };
  return { text: withOptOut(text), own: text, links };
}

/** The same of an approved template: only its values are ours, and the way out is in its words or one of them. */
export function approvedForSending({ name, language, parameters }: ApprovedTemplate, { clicks }: { clicks: boolean }) {
  const links: TrackedLink[] = [];
  const sources = parameters.map((parameter) => {
    if (!clicks) return parameter;
    const made = instrumentText(parameter, links.length);
    links.push(...made.links);
    return made.text;
  });
  return { name, language, parameters: sources, links };
}

/** The numbers of the places in the words of an approved template. */
export const placesIn = (words: string): Set<number> =>
  new Set([...words.matchAll(place)].map(({ 1: number }) => Number(number)));

/** Its words with the values in their places. */
export const withValues = (words: string, values: readonly string[]): string =>
  words.replace(place, (whole, number: string) => values[Number(number) - 1] ?? whole);

/** WhatsApp takes values of one line only. */
export const valueOf = (rendered: string): string => rendered.replace(/\s+/g, ' ').trim();
