import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { contacts, testMessages } from '@/db/schema';
import { judgeTests, storedVerdict, type Verdict } from '@/lib/pipeline';
import type { CommandCtx } from '@/lib/platform/command';
import { actorLabel, type TxCtx } from '@/lib/platform/context';
import { conflict, notFound } from '@/lib/platform/errors';
import { uuidv7 } from '@/lib/platform/ids';
import { defaultSender, membersOf } from '@/lib/sending';
import { countTests } from './limit';
import { chosen } from './chosen';
import { testsWhere } from './queries';
import { whyNoTest } from './vocabulary';

/** What is tried. */
export interface Tried {
  channel: string;
  templateVersionId: string;
  purpose: string;
  senderId: string | null;
  campaignId: string | null;
  variant: number | null;
}

interface Asked {
  to?: string[] | undefined;
  contactId?: string | undefined;
}

async function requireContact(ctx: TxCtx, id: string): Promise<string> {
  const [row] = await ctx.tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.tenantId, ctx.tenant), eq(contacts.id, id), isNull(contacts.deletedAt)));
  if (!row) throw notFound('contact');
  return row.id;
}

/** As the preview of a template shows it. */
export async function firstContact(ctx: TxCtx): Promise<string | null> {
  const [row] = await ctx.tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(eq(contacts.tenantId, ctx.tenant), isNull(contacts.deletedAt)))
    .orderBy(asc(contacts.id))
    .limit(1);
  return row?.id ?? null;
}

/** What the gate said, in words, where it stopped a test. */
const refusal = (verdict: Verdict): string | null =>
  verdict.steps.find(({ result }) => result === 'stops' || result === 'defers')?.fact ?? null;

/** Judges tests by the gate and stores what it said: what may go is handed over when this stands. */
export async function storeTests(
  ctx: CommandCtx,
  { to, contactId }: Asked,
  tried: Tried,
  first: () => Promise<string | null>,
): ReturnType<typeof listed> {
  const why = whyNoTest(tried.channel);
  if (why) throw conflict(why);
  const readers = chosen(ctx, await membersOf(ctx), to);
  const given = contactId ? await requireContact(ctx, contactId) : null;
  await countTests(ctx, readers);
  const filledWith = given ?? (await first());
  const now = ctx.clock.now();
  const tests = readers.map(({ address, email }) => ({ id: uuidv7(now), address, email }));
  const { templateVersionId, purpose, campaignId, variant } = tried;
  const senderId = tried.senderId ?? (await defaultSender(ctx));
  const verdicts = await judgeTests(ctx, { purpose, senderId }, tests, now);
  await ctx.tx.insert(testMessages).values(
    tests.map(({ id, email }, i) => {
      const verdict = verdicts[i]!;
      const mayGo = verdict.decision === 'send';
      return {
        ...{ tenantId: ctx.tenant, id, templateVersionId, campaignId, variant, contactId: filledWith },
        ...{ askedBy: actorLabel(ctx.actor), recipientAddress: email, createdAt: now },
        ...{ verdictRule: verdict.rule, verdictReason: verdict.reason, verdict: kept(verdict) },
        ...(mayGo ? { status: 'sending' } : { status: 'refused', answer: refusal(verdict), answeredAt: now }),
      };
    }),
  );
  ctx.audit({ to: tests.map(({ email }) => email), contactId: filledWith, verdicts: verdicts.map((v) => v.reason) });
  return listed(
    ctx,
    tests.map(({ id }) => id),
  );
}

function kept(verdict: Verdict): Record<string, unknown> | null {
  const stored = storedVerdict(verdict);
  return stored === null ? null : (JSON.parse(stored) as Record<string, unknown>);
}

/** These tests, as they stand. */
export const listed = async (ctx: TxCtx, ids: readonly string[]) => ({
  items: await testsWhere(ctx, sql`m.id = any(${sql.param([...ids])}::uuid[])`),
});
