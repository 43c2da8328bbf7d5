import { analyse, attributeKeys, lookUpTemplate, lookUpVersion, printedBare } from '@/lib/templates';
import { partWords, type TemplateSource } from '@/lib/templates/vocabulary';
import type { TxCtx } from '@/lib/platform/context';
import type { CampaignRow } from '../queries';
import { uncountedLinks } from '../uncounted';
import type { Preflight } from '../schema';
import type { VariantRow } from '../variants/store';
import type { BlockedField } from '../vocabulary';

export type Problem = Preflight['problems'][number];
export const blocks = (message: string, field: BlockedField): Problem => ({ level: 'blocks', message, field });
export const warns = (message: string): Problem => ({ level: 'warns', message });

const attributePrefix = 'contact.attributes.';
const columns: Record<string, string> = {
  'contact.first_name': 'first_name',
  'contact.last_name': 'last_name',
  'contact.phone': 'phone_e164',
  'contact.language': 'language',
};
/** Variables counted one by one; a template has a handful. */
const maxVariables = 50;

/** Where a variable that is counted stands: a column of contacts, or a key of their attributes; null for the others. */
export function placeOf(variable: string): { column: string } | { key: string } | null {
  const column = columns[variable];
  if (column) return { column };
  return variable.startsWith(attributePrefix) ? { key: variable.slice(attributePrefix.length) } : null;
}

/** One template of a campaign as it would be sent now. */
export interface Content {
  /** Name and position of the variant that says it; null without variants. */
  variant: string | null;
  position: number | null;
  source: TemplateSource;
  variables: readonly string[];
  /** Those of them that leave a gap for whom they are empty. */
  bare: ReadonlySet<string>;
}

const noWayOut =
  'The approved template tells nobody how to leave. Have a value with {{ unsubscribe_url }}, or words about STOP approved.';
const jsonNoWayOut =
  'The JSON tells nobody how to leave. Put {{ unsubscribe_url | json }} in it, for whatever your server sends to people.';
const tellsWayOut = (words: string, variables: readonly string[]) =>
  /\bSTOP\b/i.test(words) || variables.includes('unsubscribe_url') || variables.includes('preferences_url');

/** Puts the variant's name in front, where there are variants. */
export const named = (variant: string | null, message: string): string =>
  variant === null ? message : `Variant “${variant}”: ${message}`;

/** The field that says what people get. */
export const sourceOf = (variant: string | null): BlockedField => (variant === null ? 'templateId' : 'variants');

type Which = 'newest' | 'fixed';
type Said = Pick<VariantRow, 'templateId' | 'templateVersionId' | 'subject'> & {
  name: string | null;
  position: number | null;
};

async function content(
  ctx: TxCtx,
  { name: variant, position, templateId, templateVersionId, subject }: Said,
  which: Which,
): Promise<{ content: Content | null; problems: Problem[] }> {
  const isFixed = which === 'fixed' && templateVersionId !== null;
  const row = isFixed ? await lookUpVersion(ctx, templateVersionId) : await lookUpTemplate(ctx, templateId);
  if (!row) {
    const message = 'The template of this campaign was deleted. Choose another one.';
    return { content: null, problems: [blocks(named(variant, message), sourceOf(variant))] };
  }
  const { bodyHtml: html, body: text, approved, push } = row.version;
  const source = { subject: subject ?? row.version.subject, html, text, approved, push };
  const { problems, variables } = analyse(source, await attributeKeys(ctx));
  // One for each use: a line may use a variable twice.
  const said = [...new Set(problems.map((p) => named(variant, `${partWords[p.part]}, line ${p.line}: ${p.message}`)))];
  return {
    content: {
      ...{ variant, position },
      source,
      variables: variables.filter((one) => placeOf(one) !== null),
      // JSON has a null or an empty text there, which is no gap.
      bare: row.template.channel === 'webhook' ? new Set() : printedBare(source),
    },
    problems: [
      ...said.map(warns),
      ...(approved && !tellsWayOut(text, variables) ? [warns(named(variant, noWayOut))] : []),
      ...(row.template.channel === 'webhook' && !tellsWayOut('', variables)
        ? [warns(named(variant, jsonNoWayOut))]
        : []),
    ],
  };
}

/** What all variants say, or the one template, and what stands in the way of it; fixed: in the versions that it is being sent with. */
export async function contentsOf(
  ctx: TxCtx,
  { templateId, templateVersionId }: CampaignRow,
  variants: readonly VariantRow[],
  which: Which = 'newest',
): Promise<{ contents: Content[]; problems: Problem[] }> {
  const wanted =
    variants.length > 0 ? variants : [{ name: null, position: null, templateId, templateVersionId, subject: null }];
  const found: Awaited<ReturnType<typeof content>>[] = [];
  for (const one of wanted) found.push(await content(ctx, one, which));
  return {
    contents: found.flatMap((one) => one.content ?? []),
    problems: found.flatMap((one) => one.problems),
  };
}

/** The variables of all contents that are counted, each once. */
export const variablesOf = (contents: readonly Content[]): string[] =>
  [...new Set(contents.flatMap(({ variables }) => variables))].slice(0, maxVariables);

const fewLinks = 5;

/** Warns of links whose clicks nobody will see, where they are counted. */
export function linkGaps(contents: readonly Content[], { trackClicks, channel }: CampaignRow): Problem[] {
  if (!trackClicks) return [];
  return contents.flatMap(({ variant, source }) => {
    const all = uncountedLinks(source, channel);
    if (all.length === 0) return [];
    const more = all.length > fewLinks ? ` and ${all.length - fewLinks} more` : '';
    const names = all.slice(0, fewLinks).map((url) => (url.length > 200 ? `${url.slice(0, 200)}…` : url));
    const their = all.length === 1 ? 'its address differs' : 'their addresses differ';
    const message = `Clicks on ${names.join(', ')}${more} are not counted: ${their} from person to person. Put what differs on the page that a link leads to, or do without the count.`;
    return [warns(named(variant, message))];
  });
}

const oneKind =
  'This one is free text, which WhatsApp takes only for who wrote in the last 24 hours; other variants say what it approved. Whoever gets this one and did not write is left out when it is handed over, and the test compares fewer people than are counted here. Give all variants approved templates, or none.';

/** Warns of variants in free text beside approved ones: nobody counts who of theirs has no open window. */
export function windowGaps(contents: readonly Content[], { channel }: CampaignRow): Problem[] {
  const free = contents.filter(({ source }) => !source.approved);
  if (channel !== 'whatsapp' || free.length === 0 || free.length === contents.length) return [];
  return free.map(({ variant }) => warns(named(variant, oneKind)));
}
