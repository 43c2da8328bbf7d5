import { templateVersions } from '@/db/schema';
import { isText } from '@/lib/contacts/vocabulary';
import { actorLabel, type TxCtx } from '@/lib/platform/context';
import { driverFailure, conflict, invalid } from '@/lib/platform/errors';
import { longestJson, requireJson } from './json';
import { noParts, pushProblems } from './push';
import { placesIn } from './text';
import { analyse } from './variables';
import type { TemplateSource } from './vocabulary';

/** Appends a version. Liquid that cannot be parsed is refused here; unknown variables are reported and may be mended later. */
export async function addVersion(
  ctx: TxCtx,
  templateId: string,
  version: number,
  source: TemplateSource,
  changelog: string | null,
  channel: string,
) {
  const { variables, problems } = analyse(source);
  const broken = problems.filter((p) => p.kind !== 'unknown-variable');
  if (broken.length > 0) {
    const fields = Object.fromEntries(
      broken.map((p) =>
        p.part === 'parameters'
          ? [`approved.parameters.${p.line - 1}`, `column ${p.column}: ${p.message}`]
          : [
              p.part === 'url' || p.part === 'icon' ? `push.${p.part}` : p.part,
              `line ${p.line}, column ${p.column}: ${p.message}`,
            ],
      ),
    );
    throw invalid(
      `The template cannot be read. ${Object.entries(fields)
        .map(([part, text]) => `${part}, ${text}`)
        .join('; ')}`,
      fields,
    );
  }
  requireApprovable(source, channel);
  requirePush(source, channel);
  if (channel === 'webhook') requireWebhook(source);
  else if (isText(channel)) requireTextAlone(source);
  else if (channel === 'email' && source.html.trim() === '' && source.text.trim() === '')
    throw invalid('The template has no content. Write the HTML or the text.', { html: 'is empty' });
  if (channel === 'email' && source.subject.trim() === '')
    throw invalid('The template has no subject line.', { subject: 'is empty' });
  const [row] = await ctx.tx
    .insert(templateVersions)
    .values({
      tenantId: ctx.tenant,
      templateId,
      version,
      subject: source.subject,
      bodyHtml: source.html,
      body: source.text,
      approved: source.approved ? { ...source.approved, parameters: [...source.approved.parameters] } : null,
      push: source.push ? { ...source.push } : channel === 'push' ? { ...noParts } : null,
      variables,
      changelog,
      createdBy: actorLabel(ctx.actor),
      createdAt: ctx.clock.now(),
    })
    .returning();
  if (!row) throw new Error('The insert returned no row.');
  return row;
}

const pushWords: Record<string, string> = {
  ...{ subject: 'title', text: 'text', html: 'HTML' },
  ...{ 'push.url': 'address', 'push.icon': 'picture' },
};

function requirePush(source: TemplateSource, channel: string): void {
  if (channel !== 'push') {
    if (source.push)
      throw invalid('Only notifications have an address and a picture.', { push: 'goes with push only' });
    return;
  }
  const wrong = pushProblems(source);
  const [first] = Object.entries(wrong);
  if (first)
    throw invalid(`The notification cannot be sent: its ${pushWords[first[0]] ?? first[0]} ${first[1]}.`, wrong);
}

function requireWebhook({ subject, html, text }: TemplateSource): void {
  if (text.trim() === '') throw invalid('The template has no JSON.', { text: 'is empty' });
  if (text.length > longestJson.source)
    throw invalid(`The JSON is longer than ${longestJson.source} characters.`, {
      text: `is over ${longestJson.source} characters`,
    });
  if (html.trim() !== '') throw invalid('A webhook has no HTML.', { html: 'must be empty' });
  if (subject.trim() !== '') throw invalid('A webhook has no subject.', { subject: 'must be empty' });
  requireJson(text);
}

/** As long as ten SMS: a longer text is no text message. */
const longestText = 1600;

function requireTextAlone({ subject, html, text }: TemplateSource): void {
  if (text.trim() === '') throw invalid('The template has no text.', { text: 'is empty' });
  if (text.length > longestText)
    throw invalid(`The text is longer than ${longestText} characters.`, { text: `is over ${longestText} characters` });
  if (html.trim() !== '') throw invalid('A text message has no HTML.', { html: 'must be empty' });
  if (subject.trim() !== '') throw invalid('A text message has no subject.', { subject: 'must be empty' });
}

/** The words must have as many places as there are values: WhatsApp refuses each message of a template where they differ. */
function requireApprovable({ text, approved }: TemplateSource, channel: string): void {
  if (!approved) return;
  if (channel !== 'whatsapp')
    throw invalid('Only WhatsApp approves templates.', { approved: 'goes with the channel whatsapp only' });
  const places = placesIn(text);
  const wanted = approved.parameters.map((_, i) => i + 1);
  const missing = wanted.find((place) => !places.has(place));
  if (missing !== undefined)
    throw invalid(`The words have no place {{${missing}}} for value ${missing}.`, { text: `has no {{${missing}}}` });
  const extra = [...places].find((place) => !wanted.includes(place));
  if (extra !== undefined)
    throw invalid(`There is no value for the place {{${extra}}}.`, {
      approved: `has ${wanted.length} values, and the words a place {{${extra}}}`,
    });
  if (/\{%/.test(text) || /\{\{(?!-?\s*\d+\s*-?\}\})/.test(text))
    throw invalid('The words of an approved template are what WhatsApp has: names and links go into its values.', {
      text: 'may have no Liquid but {{1}}, {{2}} and so on',
    });
}

export function explainNameConflict(error: unknown): never {
  if (driverFailure(error)?.constraint === 'templates_name_key')
    throw conflict('There is a template of this name already.', { name: 'is taken' });
  throw error;
}
