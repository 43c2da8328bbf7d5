import { sql, type SQL } from 'drizzle-orm';
import { findCampaign } from '@/lib/campaigns';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';
import { may } from '@/lib/platform/permissions';
import { membersOf, wayOut } from '@/lib/sending';
import { lookUpTemplate } from '@/lib/templates';
import { testsWhere } from './queries';
import { TestMessages, TestsRef } from './schema';
import { whyNoTest } from './vocabulary';

/** Who belongs to the organisation, and who of them is suppressed, is for those to know who choose among them. */
type Sending = 'templates:write' | 'campaigns:write';

/** The last tests of something on a channel, and who can get one now. */
async function read(ctx: TxCtx, channel: string, sending: Sending, where: SQL): Promise<TestMessages> {
  const { actor } = ctx;
  const maySend = may(actor, sending);
  const items = await testsWhere(ctx, where);
  const members = maySend ? await membersOf(ctx) : [];
  const problem = whyNoTest(channel);
  const notice = problem ? null : (await wayOut(ctx, 'email')).problem;
  return {
    at: ctx.clock.now().toISOString(),
    items: maySend ? items : items.map((test) => ({ ...test, to: null, askedBy: null, answer: null, steps: [] })),
    members: members.map(({ id, email, name }) => ({ email, name, isYou: actor.kind === 'user' && actor.id === id })),
    problem,
    notice: notice?.message ?? null,
  };
}

export const listTemplateTests = query({
  name: 'templates.list_tests',
  summary: 'The last tests of a template, and who can get one',
  access: 'templates:read',
  http: { method: 'GET', path: '/templates/{id}/tests' },
  input: TestsRef,
  output: TestMessages,
  async run(ctx, { id }) {
    const row = await lookUpTemplate(ctx, id);
    if (!row) throw notFound('template');
    return read(ctx, row.template.channel, 'templates:write', sql`m.campaign_id is null and v.template_id = ${id}`);
  },
});

export const listCampaignTests = query({
  name: 'campaigns.list_tests',
  summary: 'The last tests of a campaign, and who can get one',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}/tests' },
  input: TestsRef,
  output: TestMessages,
  async run(ctx, { id }) {
    const { channel } = await findCampaign(ctx, id);
    return read(ctx, channel, 'campaigns:write', sql`m.campaign_id = ${id}`);
  },
});
