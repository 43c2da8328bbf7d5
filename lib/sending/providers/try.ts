import { randomUUID } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { auditLogs, sendingProviders, senders } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { config } from '@/lib/platform/config';
import type { Ctx, TxCtx } from '@/lib/platform/context';
import { withTenant } from '@/lib/platform/db/tenant';
import { DomainError, invalid } from '@/lib/platform/errors';
import { throttle } from '@/lib/platform/limits/throttle';
import { toDomainError } from '@/lib/platform/problem';
import { CannotOpen } from '@/lib/platform/secret-box';
import { oneLine } from '@/lib/platform/text';
import { configurationOf } from '../configuration';
import { faultWords } from '../faults';
import { isSameAddress, memberAt, membersOf } from '../members';
import { openConfigured } from '../open';
import { outcomesOf } from '../outcomes';
import type { HandOver, OutboundMessage } from '../provider';
import { findProvider, stored, type ProviderRow } from '../queries';
import { ProviderTest, TestAnswer } from '../schema';
import { providerStates, type ProviderState, type SendingChannel } from '../vocabulary';
import { testMail } from './test-mail';

const patience = 15_000;
/** Of an organisation: whoever asks, by whichever key. */
const mostTests = { points: 30, seconds: 3600 };
const text = 'This is a test from AlumOutreach: the provider works.';
const recipients: Record<SendingChannel, z.ZodType> = {
  email: z.email('must be an email address'),
  sms: z.e164('must be a number such as +441234567890'),
  whatsapp: z.e164('must be a number such as +441234567890'),
  push: z.string().startsWith('{', 'must be a push subscription in JSON'),
  webhook: z.string(),
};

/** Email goes to who belongs to the organisation, or to who asks: a free address would be a way around the gate. */
async function requireReader(ctx: TxCtx, to: string): Promise<void> {
  const { actor } = ctx;
  if (actor.kind === 'user' && isSameAddress(actor.email, to)) return;
  memberAt(await membersOf(ctx), to, 'to');
}

/** A text goes to any number but one that is suppressed or wants nothing on its channel, whoever's it is. */
async function requireOpenNumber(ctx: TxCtx, channel: SendingChannel, to: string): Promise<void> {
  const [row] = await ctx.tx.execute<{ closed: boolean }>(sql`
    select exists (select 1 from email_suppressions s where s.tenant_id = ${ctx.tenant} and s.address = ${to} and s.channel in (${channel}, 'all') and s.deleted_at is null
        and (s.expires_at is null or s.expires_at > now()))
      or exists (select 1 from contacts c cross join lateral (
          select k.granted from contact_consents k where k.tenant_id = c.tenant_id and k.contact_id = c.id and k.channel = ${channel} and k.purpose = 'any'
          order by k.occurred_at desc, k.id desc limit 1) as last
        where c.tenant_id = ${ctx.tenant} and c.phone_e164 = ${to} and c.deleted_at is null and not last.granted) as closed`);
  if (!row?.closed) return;
  const closed = 'is suppressed, or asked for nothing on this channel: test with a number of your own';
  throw invalid(`The number ${closed}.`, { to: closed });
}

const Answer = TestAnswer.omit({ id: true });
/** What is told until the provider has answered, and for good where the process that asked it died. */
const unanswered = {
  ok: false,
  answer: 'No answer is known so far: it may have arrived.',
  reference: null,
  seconds: null,
};

/** Sends one message by one provider, whatever its state, and tells what the provider said. Who sent it where to stands before. */
export const testProvider = command({
  name: 'providers.test',
  summary: 'Send a test message by a provider and tell what it answered',
  access: 'settings:write',
  http: { method: 'POST', path: '/providers/{id}/test' },
  input: ProviderTest,
  output: TestAnswer,
  entity: ({ id }) => ({ type: 'provider', id }),
  async run(ctx, { id, to }) {
    const channel = (await findProvider(ctx, id)).channel as SendingChannel;
    const wrong = recipients[channel].safeParse(to).error?.issues[0]?.message;
    if (wrong) throw invalid(`to: ${wrong}`, { to: wrong });
    if (channel === 'email') await requireReader(ctx, to);
    if (channel === 'sms' || channel === 'whatsapp') await requireOpenNumber(ctx, channel, to);
    await throttle(ctx.services.limits, `provider-tests:${ctx.tenant}`, mostTests, ctx.clock);
    const test = randomUUID();
    // A push subscription holds the keys of a browser.
    ctx.audit({ test, channel, to: channel === 'push' ? null : to });
    return { id: test, ...unanswered };
  },
  afterwards: ask,
  async reread(ctx, begun) {
    // Kept before tests had names: it is the answer already.
    if (!begun.id) return { ...begun, id: '' };
    const { tenantId, entityType, entityId } = auditLogs;
    const [row] = await ctx.tx
      .select({ details: auditLogs.details })
      .from(auditLogs)
      .where(and(eq(tenantId, ctx.tenant), eq(entityType, 'provider_test'), eq(entityId, begun.id)));
    return row ? { id: begun.id, ...(row.details['answer'] as z.output<typeof Answer>) } : begun;
  },
});

interface Composed {
  row: ProviderRow;
  message: OutboundMessage;
}

async function compose(ctx: Ctx, test: string, { id, to }: z.output<typeof ProviderTest>): Promise<Composed> {
  const { row, from } = await withTenant(ctx, async (tx) => ({
    row: await findProvider(tx, id),
    from: await defaultFrom(tx),
  }));
  const channel = row.channel as SendingChannel;
  const message: OutboundMessage = {
    ...{ tenant: ctx.tenant, channel, messageId: test, to },
    from: `bounce@${config().mailDomain}`,
    payload:
      channel === 'email'
        ? testMail(test, from, to, ctx.clock.now())
        : channel === 'push'
          ? JSON.stringify({ title: 'AlumOutreach', body: text, url: '', icon: '', leave: '', tag: test })
          : text,
  };
  return { row, message };
}

/** Asks the provider, which takes its time and cannot be taken back, and keeps what it said, or why it was not asked. */
async function ask(ctx: Ctx, { id: test }: TestAnswer, input: z.output<typeof ProviderTest>): Promise<void> {
  const composed = await compose(ctx, test, input).catch((error: unknown) => toDomainError(error, ctx.log));
  if (composed instanceof DomainError) {
    const answer = { ...unanswered, answer: oneLine(`Not sent: ${composed.message}`, 500) };
    await keepAnswer(ctx, { test, provider: input.id, shows: null, answer });
    return;
  }
  const { row, message } = composed;
  const began = performance.now();
  const outcome = await handOver(ctx, row, message);
  const reference = outcome.state === 'accepted' ? outcome.reference : undefined;
  await keepAnswer(ctx, {
    ...{ test, provider: row.id, shows: shownBy(row, outcome) },
    answer: {
      ok: outcome.state === 'accepted',
      answer: wordsOf(outcome),
      reference: reference === undefined ? null : oneLine(reference, 500),
      seconds: Math.round((performance.now() - began) / 10) / 100,
    },
  });
}

/** What a provider said is an audit row of its own: the one of who asked stood before, and audit rows never change. */
const keepAnswer = command({
  name: 'providers.test_answered',
  summary: 'Keep what a provider said to a test, and whether it works',
  access: 'settings:write',
  input: z.object({
    test: z.uuid(),
    provider: z.uuid(),
    /** What it says of the provider as it was set up then. */
    shows: z.object({ version: z.int(), state: z.enum(providerStates) }).nullable(),
    answer: Answer,
  }),
  output: z.object({}),
  entity: ({ test }) => ({ type: 'provider_test', id: test }),
  async run(ctx, { provider, shows, answer }) {
    ctx.audit({ provider, answer });
    if (!shows) return {};
    const { version, state } = shows;
    const now = ctx.clock.now();
    const { tenantId, id, version: tested, state: before } = sendingProviders;
    // Of one that works a refusal is kept beside that, as of a delivery.
    const refused = {
      state: sql`case when ${before} = 'ok' then ${before} else 'untried' end`,
      lastError: oneLine(`${answer.answer} (test)`, 500),
      lastErrorAt: now,
    };
    const failed = { state, lastError: answer.answer, lastErrorAt: now };
    await ctx.tx
      .update(sendingProviders)
      .set(state === 'ok' ? { state, lastOkAt: now } : state === 'untried' ? refused : failed)
      .where(and(eq(tenantId, ctx.tenant), eq(id, provider), eq(tested, version)));
    return {};
  },
});

async function defaultFrom(ctx: TxCtx): Promise<{ name: string; address: string }> {
  const [from] = await ctx.tx
    .select({ address: senders.fromEmail, name: senders.fromName })
    .from(senders)
    .where(and(eq(senders.tenantId, ctx.tenant), eq(senders.isDefault, true), isNull(senders.deletedAt)));
  return from ?? { name: '', address: '' };
}

async function handOver(ctx: Ctx, row: ProviderRow, message: OutboundMessage): Promise<HandOver> {
  try {
    const provider = openConfigured(row.id, row.name, configurationOf(stored(row)), {
      services: ctx.services,
      clock: ctx.clock,
      patience,
    });
    try {
      const [outcome] = await outcomesOf(provider, [message]);
      return outcome;
    } finally {
      await provider.close();
    }
  } catch (error) {
    if (error instanceof CannotOpen || error instanceof DomainError) return { state: 'unsent', reason: error.message };
    throw error;
  }
}

const wordsOf = (outcome: HandOver): string =>
  oneLine(outcome.state === 'accepted' ? `Taken: ${outcome.response}` : faultWords(outcome), 500);

/** What a test shows of a provider; a refused message shows of one that does not work that it answers. */
function shownBy({ version }: ProviderRow, outcome: HandOver): { version: number; state: ProviderState } | null {
  if (outcome.state === 'accepted') return { version, state: 'ok' };
  if (outcome.state !== 'refused' || outcome.kind === 'auth') return { version, state: 'failing' };
  return outcome.isUnasked ? null : { version, state: 'untried' };
}
