import { and, eq, inArray } from 'drizzle-orm';
import { testMessages } from '@/db/schema';
import { campaignMessage, firstReader } from '@/lib/campaigns';
import { testComposer } from '@/lib/pipeline';
import { command } from '@/lib/platform/command';
import { config } from '@/lib/platform/config';
import type { Ctx, TxCtx } from '@/lib/platform/context';
import { withTenant } from '@/lib/platform/db/tenant';
import { DomainError, notFound } from '@/lib/platform/errors';
import { oneLine } from '@/lib/platform/text';
import { membersOf, type HandOver, type OutboundMessage } from '@/lib/sending';
import { lookUpTemplate } from '@/lib/templates';
import { mailTokens } from '@/lib/tracking';
import { handOver } from './hand-over';
import { CampaignTest, SentTests, TemplateTest } from './schema';
import { firstContact, listed, storeTests } from './store';
import type { TestState } from './vocabulary';

interface Answered {
  id: string;
  status: TestState;
  answer: string;
  provider: string | null;
}

const states = { accepted: 'accepted', refused: 'failed', unsent: 'failed', unknown: 'uncertain' } as const;

const answeredBy = (id: string, outcome: HandOver): Answered => ({
  ...{ id, status: states[outcome.state] },
  answer: oneLine('response' in outcome ? outcome.response : outcome.reason, 500),
  provider: 'provider' in outcome ? (outcome.provider ?? null) : null,
});

const notComposed = (id: string, error: unknown): Answered => ({
  ...{ id, status: 'failed', provider: null },
  answer: error instanceof DomainError ? oneLine(error.message, 500) : 'It could not be composed. Try again.',
});

const idsOf = ({ items }: SentTests): string[] => items.map(({ id }) => id);

/** Composes what the gate let pass, hands it over and keeps the answers. */
async function sendStored(ctx: Ctx, stored: SentTests): Promise<void> {
  const mine = and(eq(testMessages.tenantId, ctx.tenant), inArray(testMessages.id, idsOf(stored)));
  const { rows, members } = await withTenant(ctx, async (tx) => ({
    rows: await tx.tx
      .select()
      .from(testMessages)
      .where(and(mine, eq(testMessages.status, 'sending'))),
    members: await membersOf(tx),
  }));
  const [first] = rows;
  if (!first) return;
  const now = ctx.clock.now();
  const { tenant } = ctx;
  const going: OutboundMessage[] = [];
  const answers: Answered[] = [];
  const replyTo = members.find((member) => member.id === first.askedBy)?.address;
  const compose = testComposer(ctx, first);
  for (const { id, recipientAddress } of rows)
    try {
      const member = members.find(({ email }) => email === recipientAddress);
      const address = member?.address ?? recipientAddress;
      const payload = (await compose)({ id, address, name: member?.name ?? '', replyTo }, now);
      const from = `${mailTokens().localPart('bounce', tenant, id)}@${config().mailDomain}`;
      going.push({ ...{ tenant, channel: 'email', messageId: id, from, to: address, payload } });
    } catch (error) {
      if (!(error instanceof DomainError)) ctx.log.warn({ err: error, testId: id }, 'a test could not be composed');
      answers.push(notComposed(id, error));
    }
  const outcomes = await handOver(ctx, going);
  answers.push(...going.map(({ messageId }, i) => answeredBy(messageId, outcomes[i]!)));
  await withTenant(ctx, async ({ tx }) => {
    for (const { id, ...answer } of answers)
      await tx
        .update(testMessages)
        .set({ ...answer, answeredAt: ctx.clock.now() })
        .where(and(mine, eq(testMessages.id, id), eq(testMessages.status, 'sending')));
  });
}

/** Handing over takes its time and cannot be taken back: it waits until the verdicts stand, and holds no connection. */
const sending = {
  output: SentTests,
  afterwards: sendStored,
  reread: async (ctx: TxCtx, stored: SentTests) => listed(ctx, idsOf(stored)),
};

export const testTemplate = command({
  name: 'templates.send_test',
  summary: 'Send a template to members of the organisation to try it, and tell what became of each',
  access: 'templates:write',
  http: { method: 'POST', path: '/templates/{id}/tests' },
  input: TemplateTest,
  ...sending,
  entity: ({ id }) => ({ type: 'template', id }),
  async run(ctx, { id, version, ...asked }) {
    const row = await lookUpTemplate(ctx, id, version);
    if (!row) throw notFound('template');
    const tried = { channel: row.template.channel, templateVersionId: row.version.id, purpose: 'marketing' };
    return storeTests(ctx, asked, { ...tried, senderId: null, campaignId: null, variant: null }, () =>
      firstContact(ctx),
    );
  },
});

export const testCampaign = command({
  name: 'campaigns.send_test',
  summary: 'Send the message of a campaign to members of the organisation to try it, and tell what became of each',
  access: 'campaigns:write',
  http: { method: 'POST', path: '/campaigns/{id}/tests' },
  input: CampaignTest,
  ...sending,
  entity: ({ id }) => ({ type: 'campaign', id }),
  async run(ctx, { id, variant, ...asked }) {
    const message = await campaignMessage(ctx, id, variant);
    return storeTests(ctx, asked, { ...message, campaignId: id }, () => firstReader(ctx, id));
  },
});
