import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { contacts, senders } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { withFooter } from '@/lib/pipeline';
import { compileTemplate, fill, jsonWriter, notificationWriter, scopeOf, tookTooLong } from '@/lib/templates';
import type { TemplateScope } from '@/lib/templates/vocabulary';
import type { CampaignRow } from '../queries';
import { blocks, named, sourceOf, warns, type Content, type Problem } from './content';

/** People for whom the templates are filled. */
const size = 25;
/** Fewer say nothing about all. */
const fewest = 3;
/** For all contents together: some of the sample has to do for a slow template. */
const mostMs = 2500;

const endOf = (id: string) => id.slice(-12);

/** A sample of people that is the same each time, from everywhere in the audience: by the random end of their ids. */
export class Sample {
  #ids: string[] = [];

  add(ids: readonly string[]): void {
    const last = this.#ids.length < size ? null : endOf(this.#ids.at(-1)!);
    const near = last === null ? ids : ids.filter((id) => endOf(id) < last);
    if (near.length === 0) return;
    this.#ids = [...this.#ids, ...near].sort((a, b) => (endOf(a) < endOf(b) ? -1 : 1)).slice(0, size);
  }

  get ids(): readonly string[] {
    return this.#ids;
  }
}

const at = (page: string) => `https://sample.invalid/${page}`;
const links = { unsubscribeUrl: at('unsubscribe'), preferencesUrl: at('preferences'), viewUrl: at('view') };

async function scopesOf(ctx: TxCtx, { senderId, name }: CampaignRow, ids: readonly string[]): Promise<TemplateScope[]> {
  const people = await ctx.tx
    .select()
    .from(contacts)
    .where(and(eq(contacts.tenantId, ctx.tenant), inArray(contacts.id, [...ids]), isNull(contacts.deletedAt)));
  const [tenant] = await ctx.tx.execute<{ name: string }>(sql`select name from find_tenant(${ctx.tenant})`);
  const [sender] = await ctx.tx
    .select()
    .from(senders)
    .where(and(eq(senders.tenantId, ctx.tenant), senderId ? eq(senders.id, senderId) : eq(senders.isDefault, true)));
  const extras = {
    ...{ tenantName: tenant?.name ?? '', campaignName: name, ...links },
    ...{ senderName: sender?.fromName ?? '', senderEmail: sender?.fromEmail ?? '' },
  };
  return people.map((person) => scopeOf(person, extras));
}

interface Filled {
  tried: number;
  failed: number;
  /** What was wrong first. */
  why: string;
  /** Some took too long, which a busy machine may be the cause of. */
  slow: boolean;
}

const words = (error: unknown) => (error instanceof Error ? error.message : String(error));

type Fill = (scope: TemplateScope) => unknown;

/** All that is filled; of an approved template that is its values alone. */
function partsOf(source: Content['source'], channel: string): Fill[] {
  if (channel === 'push') return [notificationWriter(source, { clicks: false }).write];
  if (channel === 'webhook') return [jsonWriter(source.text)];
  const values = source.approved?.parameters.map((text) => ({ subject: '', html: '', text }));
  return (values ?? [withFooter(source)])
    .map((one) => compileTemplate(one))
    .flatMap(({ subject, html, text }) => [subject, ...(html ? [html] : []), text])
    .map((part) => (scope) => fill(part, scope));
}

/** Fills a template for each of them, as sending does; other requests get their turn in between. */
async function fillFor(
  { source, channel }: { source: Content['source']; channel: string },
  scopes: readonly TemplateScope[],
  until: number,
): Promise<Filled> {
  const filled: Filled = { tried: 0, failed: 0, why: '', slow: false };
  const fail = (error: unknown) => {
    filled.failed += 1;
    filled.why ||= words(error);
    filled.slow ||= tookTooLong(error);
  };
  let parts: ReturnType<typeof partsOf>;
  try {
    parts = partsOf(source, channel);
  } catch (error) {
    // It cannot even be read: so for everybody.
    return { tried: scopes.length, failed: scopes.length, why: words(error), slow: false };
  }
  for (const scope of scopes) {
    if (filled.tried > 0 && performance.now() > until) break;
    filled.tried += 1;
    try {
      for (const part of parts) part(scope);
    } catch (error) {
      fail(error);
    }
    await new Promise((done) => setImmediate(done));
  }
  return filled;
}

/** What comes of filling the templates for a sample of those who would get it: blocks when it fails for each, warns when for some. */
export async function sampleProblems(
  ctx: TxCtx,
  campaign: CampaignRow,
  contents: readonly Content[],
  sample: Sample,
): Promise<Problem[]> {
  if (sample.ids.length === 0) return [];
  const scopes = await scopesOf(ctx, campaign, sample.ids);
  const problems: Problem[] = [];
  for (const { variant, source } of contents) {
    const until = performance.now() + mostMs / contents.length;
    const { tried, failed, why, slow } = await fillFor({ source, channel: campaign.channel }, scopes, until);
    if (failed === 0) continue;
    const message = `The template could not be filled for ${failed} of ${tried} people of the audience who were tried: ${why}`;
    const isForAll = failed === tried && tried >= Math.min(fewest, scopes.length) && !slow;
    const said = named(variant, message);
    problems.push(isForAll ? blocks(said, sourceOf(variant)) : warns(said));
  }
  return problems;
}
