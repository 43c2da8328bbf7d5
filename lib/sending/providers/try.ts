import { randomUUID } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { sendingProviders, senders } from '@/db/schema';
import { command, type Verb } from '@/lib/platform/command';
import { config } from '@/lib/platform/config';
import type { Ctx, TxCtx } from '@/lib/platform/context';
import { withTenant } from '@/lib/platform/db/tenant';
import { DomainError, invalid } from '@/lib/platform/errors';
import { throttle } from '@/lib/platform/limits/throttle';
import { CannotOpen } from '@/lib/platform/secret-box';
import { oneLine } from '@/lib/platform/text';
import { configurationOf } from '../configuration';
import { openConfigured } from '../open';
import { outcomesOf } from '../outcomes';
import type { HandOver, OutboundMessage } from '../provider';
import { holdProvider, stored, type ProviderRow } from '../queries';
import { ProviderTest, TestAnswer } from '../schema';
import type { SendingChannel } from '../vocabulary';
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
  const address = to.toLowerCase();
  if (actor.kind === 'user' && actor.email.toLowerCase() === address) return;
  const [member] = await ctx.tx.execute(sql`select 1 from tenant_people() where lower(email) = ${address}`);
  if (!member)
    throw invalid(
      `${to} is no member of this organisation, and tests go to members only. Add them under Settings, People first.`,
      { to: 'is no member of this organisation' },
    );
}

const declared = {
  name: 'providers.test',
  summary: 'Send a test message by a provider and tell what it answered',
  access: 'settings:write',
  http: { method: 'POST', path: '/providers/{id}/test' },
  input: ProviderTest,
} as const;

/** Counts a test and keeps who sends it where to: this stands before the provider hears of it. */
const prepare = command({
  ...declared,
  output: z.custom<{ row: ProviderRow; from: { name: string; address: string }; to: string }>(),
  entity: ({ id }) => ({ type: 'provider', id }),
  async run(ctx, { id, to }) {
    const row = await holdProvider(ctx, id);
    const channel = row.channel as SendingChannel;
    const wrong = recipients[channel].safeParse(to).error?.issues[0]?.message;
    if (wrong) throw invalid(`to: ${wrong}`, { to: wrong });
    if (channel === 'email') await requireReader(ctx, to);
    await throttle(ctx.services.limits, `provider-tests:${ctx.tenant}`, mostTests, ctx.clock);
    const [from] = await ctx.tx
      .select({ address: senders.fromEmail, name: senders.fromName })
      .from(senders)
      .where(and(eq(senders.tenantId, ctx.tenant), eq(senders.isDefault, true), isNull(senders.deletedAt)));
    // A push subscription holds the keys of a browser.
    ctx.audit({ channel, to: channel === 'push' ? null : to });
    return { row, from: from ?? { name: '', address: '' }, to };
  },
});

/** Sends one message by one provider, whatever its state, and tells what the provider said. No transaction of its own is open meanwhile. */
async function tryOut(ctx: Ctx, input: z.input<typeof ProviderTest>): Promise<TestAnswer> {
  const { row, from, to } = await prepare(ctx, input);
  const channel = row.channel as SendingChannel;
  const messageId = randomUUID();
  const message: OutboundMessage = {
    ...{ tenant: ctx.tenant, channel, messageId, to },
    from: `bounce@${config().mailDomain}`,
    payload:
      channel === 'email'
        ? testMail(messageId, from, to, ctx.clock.now())
        : channel === 'push'
          ? JSON.stringify({ title: 'AlumOutreach', body: text, url: '', icon: '', leave: '', tag: messageId })
          : text,
  };
  const began = performance.now();
  const outcome = await handOver(ctx, row, message);
  await remember(ctx, row, outcome);
  return {
    ok: outcome.state === 'accepted',
    answer: wordsOf(outcome),
    reference: outcome.state === 'accepted' ? (outcome.reference ?? null) : null,
    seconds: Math.round((performance.now() - began) / 10) / 100,
  };
}

export const testProvider: Verb<typeof ProviderTest, typeof TestAnswer> = Object.assign(tryOut, {
  kind: 'command' as const,
  def: { ...declared, output: TestAnswer },
});

async function handOver(ctx: Ctx, row: ProviderRow, message: OutboundMessage): Promise<HandOver> {
  try {
    const provider = openConfigured(row.id, row.name, configurationOf(stored(row)), { clock: ctx.clock, patience });
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

const wordsOf = (outcome: HandOver): string => oneLine(saidBy(outcome), 500);

function saidBy(outcome: HandOver): string {
  if (outcome.state === 'accepted') return `Taken: ${outcome.response}`;
  if (outcome.state === 'refused')
    return `Refused${outcome.kind === 'auth' ? ' for want of the right credentials' : ''}: ${outcome.response}`;
  return outcome.state === 'unsent' ? `Not reached: ${outcome.reason}` : `No clear answer: ${outcome.reason}`;
}

async function remember(ctx: Ctx, row: ProviderRow, outcome: HandOver): Promise<void> {
  const now = ctx.clock.now();
  const fails = outcome.state !== 'accepted' && !(outcome.state === 'refused' && outcome.kind !== 'auth');
  if (!fails && outcome.state !== 'accepted') return;
  await withTenant(ctx, (tx) =>
    tx.tx
      .update(sendingProviders)
      .set(fails ? { state: 'failing', lastError: wordsOf(outcome), lastErrorAt: now } : { state: 'ok', lastOkAt: now })
      .where(
        and(
          eq(sendingProviders.tenantId, ctx.tenant),
          eq(sendingProviders.id, row.id),
          eq(sendingProviders.version, row.version),
        ),
      ),
  );
}
