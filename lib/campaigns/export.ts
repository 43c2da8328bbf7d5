import { parseInput } from '@/lib/platform/command';
import type { Ctx } from '@/lib/platform/context';
import { csvLine, csvResponse } from '@/lib/platform/csv';
import { withTenant } from '@/lib/platform/db/tenant';
import { getCampaign, recipientsOf } from './read';
import { RecipientFilters, type Campaign, type Recipient } from './schema';
import { cancelledWords, caughtWords, waitsFor } from './vocabulary';

/** Programs read them by their place: a new one comes at the end. */
const heads = [
  'name',
  'address',
  'outcome',
  'state',
  'rule',
  'reason',
  'why',
  'sent_at',
  'opened_at',
  'clicked_at',
  'replied_at',
  'unsubscribed_at',
  'bounced_at',
  'contact_id',
  'message_id',
  'variant',
  'discarded_at',
  'discarded_by',
  'due_at',
  'converted_at',
];

/** A search asks an index anew for each page, so that these are larger than what a screen shows. */
const atOnce = 1_000;

/** The recipients of a campaign as a CSV download, by the same filters as the list; read page by page while it is written. Throws `not_found`. */
export async function recipientsCsv(ctx: Ctx, given: unknown): Promise<Response> {
  const input = parseInput(RecipientFilters, given);
  const campaign = await getCampaign(ctx, { id: input.id });
  return csvResponse(`${campaign.name} recipients.csv`, lines(ctx, campaign, input));
}

/** What was answered, what they wait for, or the fact that decided. */
const whyOf = (row: Recipient, campaign: Campaign): string | null =>
  row.error ??
  (row.isCaught ? caughtWords : null) ??
  waitsFor(row, campaign) ??
  row.steps.at(-1)?.fact ??
  (row.reason === 'cancelled' ? `${cancelledWords}.` : null);

async function* lines(
  ctx: Ctx,
  campaign: Campaign,
  input: ReturnType<typeof RecipientFilters.parse>,
): AsyncGenerator<string> {
  yield csvLine(heads);
  let cursor: string | undefined;
  do {
    const page = await withTenant(ctx, async (tx) =>
      recipientsOf(tx, { ...input, limit: atOnce, ...(cursor ? { cursor } : {}) }),
    );
    yield page.items
      .map((row) =>
        csvLine([
          row.name,
          row.address,
          row.outcome,
          row.state,
          row.rule,
          row.reason,
          whyOf(row, campaign),
          row.sentAt,
          row.openedAt,
          row.clickedAt,
          row.repliedAt,
          row.unsubscribedAt,
          row.bouncedAt,
          row.contactId,
          row.messageId,
          row.variant,
          row.discarded?.at ?? null,
          row.discarded?.by ?? null,
          row.dueAt,
          row.convertedAt,
        ]),
      )
      .join('');
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}
