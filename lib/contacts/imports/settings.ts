import { and, eq, sql } from 'drizzle-orm';
import { attributeDefinitions, contactImports } from '@/db/schema';
import { enqueue } from '@/lib/platform/jobs';
import type { TxCtx } from '@/lib/platform/context';
import { invalid } from '@/lib/platform/errors';
import { readInput } from '@/lib/platform/wrong-input';
import { attributeKeyOf, guessColumns } from '../import/columns';
import { consentOfTarget, namesLawAlone } from '../import/consent';
import { importMapping, suggestMapping, type ImportMapping } from '../import/mapping';
import { contactReader } from '../import/row';
import type { Sniffed } from '../import/sniff';
import { limits } from '../limits';
import type { AttributeType, Channel } from '../vocabulary';
import { labelOf } from '../write';
import type { ImportFormat } from './schema';

export const importJob = 'contacts.import';
const shownRows = 20;

const cut = (text: string): string => text.replace(/\p{Surrogate}|\0/gu, '\ufffd').slice(0, 200);

/** What of the sniffer's findings is kept: bounded, and fit for jsonb. */
export function formatOf({ format, columns, sample }: Sniffed): ImportFormat {
  const titles = columns.map((title) => title.replace(/\p{Surrogate}|\0/gu, '\ufffd'));
  return {
    ...format,
    columns: guessColumns(titles, sample).map((guess) => ({ ...guess, examples: guess.examples.map(cut) })),
    sample: sample.slice(0, shownRows).map((row) => row.map(cut)),
  };
}

async function definitions(ctx: TxCtx): Promise<Map<string, AttributeType>> {
  const rows = await ctx.tx
    .select({ key: attributeDefinitions.key, type: attributeDefinitions.dataType })
    .from(attributeDefinitions)
    .where(eq(attributeDefinitions.tenantId, ctx.tenant));
  return new Map(rows.map((row) => [row.key, row.type as AttributeType]));
}

const keyOf = (target: string): string | null =>
  target.startsWith('attributes.') ? target.slice('attributes.'.length) : null;

/** A mapping for a file that came without one: attributes keep the type that the organisation gave them. Errors: invalid. */
export async function suggested(ctx: TxCtx, { columns, sample }: Sniffed): Promise<ImportMapping> {
  const known = await definitions(ctx);
  const [tenant] = await ctx.tx.execute<{ country: string | null }>(
    sql`select country from find_tenant(${ctx.tenant})`,
  );
  const suggestion = suggestMapping(columns, sample);
  const typed = suggestion.columns.map((column) => {
    const key = keyOf(column.target);
    const type = key ? known.get(key) : undefined;
    return type && type !== (column.type ?? 'text') ? { ...column, type } : column;
  });
  return { ...suggestion, columns: typed, defaultCountry: tenant?.country ?? null };
}

/**
 * Of a mapping that nobody has looked at: a title that names the law and not what people agreed to brings no consent, and its no may not
 * be lost either. Errors: invalid, naming the column.
 */
export function requireMeaning({ columns }: ImportMapping, titles: string[]): void {
  for (const { column, target } of columns) {
    const title = typeof column === 'number' ? titles[column] : column;
    if (title === undefined || !consentOfTarget(target) || !namesLawAlone(title)) continue;
    const key = attributeKeyOf(title, titles.indexOf(title));
    throw invalid(
      `The column "${title.slice(0, 100)}" names a law and not what people agreed to. Send ?mapping= with ${target} for it if a yes agrees to marketing, or with attributes.${key} if it means something else.`,
      { mapping: `does not say what a yes in "${title.slice(0, 100)}" means` },
    );
  }
}

/** Refuses a mapping that does not fit the file or the organisation, and defines the attributes that are new. Errors: invalid. */
async function settle(ctx: TxCtx, mapping: ImportMapping, titles: string[]): Promise<void> {
  contactReader(mapping, titles);
  const known = await definitions(ctx);
  const added = new Map<string, AttributeType>();
  for (const { target, type = 'text' } of mapping.columns) {
    const key = keyOf(target);
    if (!key) continue;
    const held = known.get(key);
    if (held && held !== type)
      throw invalid(
        `attributes.${key} holds ${held} values in this organisation, and the mapping says ${type}. Map the column as ${held}, or to another attribute.`,
        { mapping: `attributes.${key} must be ${held}` },
      );
    if (!held) added.set(key, type);
  }
  if (known.size + added.size > limits.attributes) {
    throw invalid(
      `An organisation can have ${limits.attributes} attributes; ${known.size} are in use and this file brings ${added.size} more. Ignore some columns.`,
      { mapping: 'too many attributes' },
    );
  }
  if (added.size === 0) return;
  const rows = [...added].map(([key, dataType]) => ({
    tenantId: ctx.tenant,
    key,
    label: labelOf(key),
    dataType,
    createdAt: ctx.clock.now(),
  }));
  await ctx.tx.insert(attributeDefinitions).values(rows).onConflictDoNothing();
}

export interface Choice {
  id: string;
  fileName: string;
  titles: string[];
  mapping: ImportMapping;
  consentSource: string;
  consent: readonly Channel[];
}

/** Queues the job of an import whose file lies ready. Errors: invalid, naming what does not fit in the mapping. */
export async function begin(ctx: TxCtx, choice: Choice): Promise<void> {
  const mapping = readInput(importMapping, choice.mapping);
  if ('fields' in mapping) {
    const why = Object.values(mapping.fields)[0] ?? 'it does not fit the file';
    throw invalid(
      `The columns of this file cannot be told by their titles (${choice.titles.slice(0, 20).join(', ')}): ${why}. Send ?mapping=.`,
      { mapping: why },
    );
  }
  await settle(ctx, mapping.data, choice.titles);
  const jobId = await enqueue(ctx, {
    type: importJob,
    title: `Import ${choice.fileName}`,
    queue: 'imports',
    maxAttempts: 20,
    dedupeKey: `import:${choice.id}`,
    payload: { importId: choice.id, consent: choice.consent },
  });
  await ctx.tx
    .update(contactImports)
    .set({
      status: 'queued',
      mapping: mapping.data,
      consentSource: choice.consentSource,
      consent: [...choice.consent],
      jobId,
      startedAt: ctx.clock.now(),
    })
    .where(and(eq(contactImports.tenantId, ctx.tenant), eq(contactImports.id, choice.id)));
}
