import { convert } from 'html-to-text';
import type { Liquid, Template } from 'liquidjs';
import { DomainError } from '@/lib/platform/errors';
import { htmlLiquid, plainLiquid } from './liquid';
import type { TemplatePart, TemplateScope, TemplateSource } from './vocabulary';
import { liquidWords } from './liquid-words';

const engineOf = (part: TemplatePart): Liquid => (part === 'html' ? htmlLiquid : plainLiquid);

/** One line without control characters: what may stand in a subject. */
export function oneLine(text: string): string {
  return /[\p{Cc}\u2028\u2029]/u.test(text) ? text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim() : text.trim();
}

/** Plain text of an HTML text; Liquid in it survives (nothing is wrapped or upper-cased). */
export function htmlToText(html: string, { ignoreHref } = { ignoreHref: false }): string {
  const heading = { options: { uppercase: false } };
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: 1_000_000, maxDepth: 200 },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a[aria-hidden="true"]', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, ...heading })),
    ],
  });
}

/** As many letters as mailboxes show at most. */
const beginning = /^.{0,140}/su;

/** What mailboxes show beside the subject: the first words of a mail, those that it hides itself among them; no addresses. */
export function firstWords({ html, text }: Pick<TemplateSource, 'html' | 'text'>): string {
  const words = html.trim() === '' ? text : htmlToText(html, { ignoreHref: true });
  // Mails push what follows out of sight by rows of letters that have no width.
  const line = words.replaceAll(/[\s\p{Cf}\u034f\u115f]{2,}|\s/gu, ' ').trim();
  const [start = ''] = beginning.exec(line) ?? [];
  return start.length < line.length ? `${start.trimEnd()}…` : line;
}

/** The text part of a template: as written or, when empty, from the HTML; null when only rendered HTML can give it. */
export function textSource(template: Pick<TemplateSource, 'html' | 'text'>): string | null {
  if (template.text.trim() !== '' || template.html.trim() === '') return template.text;
  const derived = htmlToText(template.html);
  // Turning HTML into text may tear Liquid tags apart: then it is done after rendering, per recipient.
  const tags = (source: string) => source.match(/\{%.*?%\}/gs)?.length ?? 0;
  if (tags(derived) !== tags(template.html)) return null;
  try {
    plainLiquid.parse(derived);
    return derived;
  } catch {
    return null;
  }
}

function guard<T>(part: TemplatePart, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const reason = liquidWords(cause);
    const message = `The ${part} of the template cannot be used: ${reason}`;
    throw new DomainError({ code: 'invalid', message, fields: { [part]: reason }, cause });
  }
}

/** Whether filling a template was given up for the time it took, which on a busy machine says little about the template. */
export const tookTooLong = (error: unknown): boolean =>
  error instanceof DomainError &&
  error.cause instanceof Error &&
  /template render limit exceeded/.test(error.cause.message);

/** Parses one part. Throws `invalid` with the part, line and column. */
export function parsePart(part: TemplatePart, source: string): Template[] {
  return guard(part, () => engineOf(part).parse(source));
}

/** Renders a parsed part. Throws `invalid` with the part, line and column. */
export function renderNodes(part: TemplatePart, nodes: Template[], scope: TemplateScope): string {
  const text = guard(part, () => String(engineOf(part).renderSync(nodes, scope)));
  return part === 'subject' ? oneLine(text) : text;
}

const renderPart = (part: TemplatePart, source: string, scope: TemplateScope) =>
  renderNodes(part, parsePart(part, source), scope);

/** Renders a whole template for one recipient, straight through Liquid. Throws `invalid`. */
export function render(template: TemplateSource, scope: TemplateScope): TemplateSource {
  const html = renderPart('html', template.html, scope);
  const text = textSource(template);
  return {
    subject: renderPart('subject', template.subject, scope),
    html,
    text: text === null ? htmlToText(html) : renderPart('text', text, scope),
  };
}
