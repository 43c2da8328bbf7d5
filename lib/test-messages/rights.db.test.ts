import { expect, it } from 'vitest';
import { addSuppression } from '@/lib/suppressions';
import { createTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant } from '@/lib/testing/tenant';
import { listCampaignTests, listTemplateTests, testCampaign, testTemplate } from '.';

const sink = await smtpSink();
const database = await testDatabase({ SMTP_URL: sink.url, PRIVATE_TARGETS: 'allow' });

it('members, and why a test did not go to one, are told to who may send tests of it, and to nobody else', async () => {
  const t = await testTenant(database);
  await people(t.ctx, 1);
  const campaignId = await draft(t.ctx);
  const { id } = await createTemplate(t.ctx, { name: 'L', channel: 'email', subject: 'Hi', text: 'Hi' });
  await addSuppression(t.ctx, { email: t.admin.email, detail: 'Asked by phone' });
  await testTemplate(t.ctx, { id });
  await testCampaign(t.ctx, { id: campaignId });
  for (const [area, list] of [
    ['templates', (ctx: typeof t.ctx) => listTemplateTests(ctx, { id })],
    ['campaigns', (ctx: typeof t.ctx) => listCampaignTests(ctx, { id: campaignId })],
  ] as const) {
    const sender = await list(t.as([`${area}:read`, `${area}:write`]));
    expect(sender.members.map(({ email }) => email)).toEqual([t.admin.email]);
    expect(sender.items).toMatchObject([{ status: 'refused', answer: expect.stringMatching(/suppressed/) }]);
    expect(sender.items[0]?.steps.map(({ rule }) => rule)).toContain('suppression');
    const other = area === 'templates' ? 'campaigns:write' : 'templates:write';
    for (const reader of [t.as([`${area}:read`, other]), t.as('readonly')]) {
      const told = await list(reader);
      expect(told.members).toEqual([]);
      expect(told.items).toMatchObject([{ status: 'refused', answer: null, steps: [] }]);
    }
  }
});
