import { sql, type SQL } from 'drizzle-orm';
import { findCampaign } from '@/lib/campaigns';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';
import { wayOut } from '@/lib/sending';
import { lookUpTemplate } from '@/lib/templates';
import { membersOf } from './members';
import { testsWhere } from './queries';
import { TestMessages, TestsRef } from './schema';
import { whyNoTest } from './vocabulary';

/** The last tests of something on a channel, and who can get one now. */
async function read(ctx: TxCtx, channel: string, where: SQL): Promise<TestMessages> {
  const { actor } = ctx;
  const members = await membersOf(ctx);
  const problem = whyNoTest(channel);
  const notice = problem ? null : (await wayOut(ctx, 'email')).problem;
  return {
    at: ctx.clock.now().toISOString(),
    items: await testsWhere(ctx, where),
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
    return read(ctx, row.template.channel, sql`m.campaign_id is null and v.template_id = ${id}`);
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
    return read(ctx, channel, sql`m.campaign_id = ${id}`);
  },
});
