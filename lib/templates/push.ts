import { invalid } from '@/lib/platform/errors';
import { instrumentText, type TrackedLink } from '@/lib/tracking';
import { compileTemplate, fill } from './compile';
import { pushLimits, type PushParts, type TemplateScope, type TemplateSource } from './vocabulary';

/** A notification as its reader gets it; addresses may be empty. */
export interface Notification {
  title: string;
  body: string;
  url: string;
  icon: string;
}

export const noParts: PushParts = { url: '', icon: '' };

/** Of a template that is not Liquid: what a browser could open. */
const isAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol } = new URL(text);
  return protocol === 'https:' || protocol === 'http:';
};

const liquid = /\{\{.*?\}\}|\{%.*?%\}/gs;
/** What is wrong with a notification before it is filled, by the field of its template. */
export function pushProblems({ subject, html, text, push }: TemplateSource): Record<string, string> {
  const bare = (source: string) => source.replace(liquid, '').trim();
  const wrong: Record<string, string> = {};
  if (subject.trim() === '') wrong['subject'] = 'is empty';
  else if (bare(subject).length > pushLimits.title) wrong['subject'] = `is over ${pushLimits.title} characters`;
  if (text.trim() === '') wrong['text'] = 'is empty';
  else if (bare(text).length > pushLimits.body) wrong['text'] = `is over ${pushLimits.body} characters`;
  if (html.trim() !== '') wrong['html'] = 'must be empty';
  for (const part of ['url', 'icon'] as const) {
    const source = push?.[part] ?? '';
    if (source !== '' && bare(source) === source && !isAddress(source))
      wrong[`push.${part}`] = 'is no web address, such as https://www.example.org/renew';
  }
  return wrong;
}

function shortened(text: string, most: number): string {
  const letters = [...text];
  return letters.length <= most
    ? text
    : `${letters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

const filler = (text: string) => {
  const part = compileTemplate({ subject: '', html: '', text }).text;
  return (scope: TemplateScope) => fill(part, scope).trim();
};

/**
 * What writes the notifications of one template; its address in a slot when clicks are counted. Writing throws what is wrong for a
 * person.
 */
export function notificationWriter(
  { subject, text, push }: Pick<TemplateSource, 'subject' | 'text' | 'push'>,
  { clicks }: { clicks: boolean },
): { write: (scope: TemplateScope) => Notification; links: readonly TrackedLink[] } {
  const { url, icon } = push ?? noParts;
  const made = clicks ? instrumentText(url) : { text: url, links: [] };
  const [title, body, address, picture] = [subject, text, made.text, icon].map(filler);
  const write = (scope: TemplateScope): Notification => {
    const filled = {
      title: shortened(title!(scope).replace(/\s+/g, ' '), pushLimits.title),
      body: shortened(body!(scope), pushLimits.body),
      url: address!(scope),
      icon: picture!(scope),
    };
    if (filled.title === '')
      throw invalid('The title is empty for this person. Give it words that everybody gets.', { subject: 'is empty' });
    for (const part of ['url', 'icon'] as const)
      if (filled[part] !== '' && !isAddress(filled[part]))
        throw invalid(
          `The ${part === 'url' ? 'address' : 'picture'} of the notification is no web address for this person.`,
          { [`push.${part}`]: 'is no web address' },
        );
    return filled;
  };
  return { write, links: made.links };
}
