import { and, eq, inArray, isNull } from 'drizzle-orm';
import { senders } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { conflict, invalid } from '@/lib/platform/errors';
import { isKnownOwn, wayOut } from '@/lib/sending';
import type { CampaignRow } from './queries';
import type { Campaign, Preflight } from './schema';

type WayOut = Awaited<ReturnType<typeof wayOut>>;
type Named = NonNullable<Campaign['sender']>;

async function read(ctx: TxCtx, ids: readonly string[]): Promise<Map<string, Named>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await ctx.tx
    .select()
    .from(senders)
    .where(and(eq(senders.tenantId, ctx.tenant), inArray(senders.id, wanted)));
  return new Map(
    rows.map(({ id, fromName, fromEmail, deletedAt }) => [
      id,
      { id, fromName, fromEmail, deleted: deletedAt !== null },
    ]),
  );
}

/** By campaign: the sender that was chosen or pinned, also one that was deleted since; other channels than mail have none. */
export async function sendersOf(ctx: TxCtx, rows: readonly CampaignRow[]): Promise<Map<string, Named>> {
  const mail = rows.flatMap(({ id, channel, senderId }) => (senderId && channel === 'email' ? [{ id, senderId }] : []));
  const known = await read(
    ctx,
    mail.map(({ senderId }) => senderId),
  );
  return new Map(
    mail.flatMap(({ id, senderId }) => {
      const sender = known.get(senderId);
      return sender ? [[id, sender] as const] : [];
    }),
  );
}

/** Throws `invalid` unless a campaign of this channel can come from this sender; the one that a draft has already stays. */
export async function requireSender(
  ctx: TxCtx,
  senderId: string | null | undefined,
  channel: string,
  known: string | null,
): Promise<void> {
  if (!senderId || senderId === known) return;
  if (channel !== 'email')
    throw invalid('Only mail has a sender of yours; other channels show that of the provider. Leave it out.', {
      senderId: 'is for mail only',
    });
  const sender = (await read(ctx, [senderId])).get(senderId);
  if (!sender || sender.deleted)
    throw invalid('There is no such sender. Choose one of your senders, or none for the default one.', {
      senderId: 'does not exist',
    });
}

/** Its own sender, deleted or not, else the default one. */
const ofCampaign = (ctx: TxCtx, senderId: string | null) =>
  and(
    eq(senders.tenantId, ctx.tenant),
    senderId ? eq(senders.id, senderId) : and(eq(senders.isDefault, true), isNull(senders.deletedAt)),
  );

/**
 * Who a campaign that starts comes from: its own sender, else the default one, held against deletion until the end of the
 * transaction. Throws `conflict` when it is gone.
 */
export async function pinSender(ctx: TxCtx, { senderId }: CampaignRow): Promise<string> {
  const [row] = await ctx.tx
    .select({ id: senders.id, deletedAt: senders.deletedAt })
    .from(senders)
    .where(ofCampaign(ctx, senderId))
    .for('share');
  if (!row) throw conflict('This organisation has no sender address yet. Add one under Settings first.');
  if (row.deletedAt)
    throw conflict('The sender of this campaign was deleted. Choose another one for it first.', {
      senderId: 'was deleted',
    });
  return row.id;
}

/**
 * The sender that a campaign has from now on, and what that means for it in words. Throws `invalid` for one that it cannot come
 * from. A series without one takes the default one at each run.
 */
export async function nextSender(
  ctx: TxCtx,
  row: CampaignRow,
  senderId: string | null,
): Promise<{ senderId: string | null; said: string[] }> {
  await requireSender(ctx, senderId, row.channel, null);
  if (row.channel !== 'email') return { senderId: row.senderId, said: [] };
  const pinned = await pinSender(ctx, { ...row, senderId });
  const { by } = await wayOut(ctx, 'email');
  const problems = await senderProblems(ctx, { ...row, senderId: pinned }, by);
  const { fromName, fromEmail } = (await read(ctx, [pinned])).get(pinned) ?? { fromName: '', fromEmail: '' };
  const name = `${fromName} <${fromEmail}>`;
  const said = row.recurrence ? `Its next runs come from ${name}.` : `Who did not get it yet gets it from ${name}.`;
  return {
    senderId: row.recurrence ? senderId : pinned,
    said: [said, ...problems.map(({ message }) => message)],
  };
}

/** What stands in the way of a campaign by whose name its mail carries. `by`: what takes it over. */
export async function senderProblems(
  ctx: TxCtx,
  { senderId, channel }: CampaignRow,
  by: WayOut['by'],
): Promise<Preflight['problems']> {
  const [row] = await ctx.tx.select().from(senders).where(ofCampaign(ctx, senderId));
  const blocks = (message: string) => [
    { level: 'blocks' as const, message, at: 'senders' as const, field: 'senderId' as const },
  ];
  if (!row) return blocks('There is no sender address. Add one under Settings.');
  const name = `${row.fromName} <${row.fromEmail}>`;
  if (row.deletedAt) return blocks(`The sender ${name} was deleted. Choose another one.`);
  if (channel !== 'email' || by !== 'smtp' || (await isKnownOwn(ctx, row.fromEmail))) return [];
  const message = `It is not known that the sender ${name} is yours: its mail will wait until a DKIM key of its domain is published, or there is an email provider of your own.`;
  return [{ level: 'warns', message, at: 'keys' }];
}
