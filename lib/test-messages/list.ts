import { sql } from 'drizzle-orm';
import { findCampaign } from '@/lib/campaigns';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';
import { lookUpTemplate } from '@/lib/templates';
import { membersOf } from './members';
import { testsWhere } from './queries';
import { TestMessages, TestsRef } from './schema';
import { whyNoTest } from './vocabulary';

async function readers(ctx: TxCtx) {
  const { actor } = ctx;
  const members = await membersOf(ctx);
  return members.map(({ id, email, name }) => ({ email, name, isYou: actor.kind === 'user' && actor.id === id }));
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
    const ofTemplate = sql`m.campaign_id is null and v.template_id = ${id}`;
    return {
      at: ctx.clock.now().toISOString(),
      items: await testsWhere(ctx, ofTemplate),
      members: await readers(ctx),
      problem: whyNoTest(row.template.channel),
    };
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
    return {
      at: ctx.clock.now().toISOString(),
      items: await testsWhere(ctx, sql`m.campaign_id = ${id}`),
      members: await readers(ctx),
      problem: whyNoTest(channel),
    };
  },
});
