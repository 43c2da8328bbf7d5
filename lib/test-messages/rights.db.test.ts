import { expect, it } from 'vitest';
import { addSuppression } from '@/lib/suppressions';
import { createTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
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
    expect(sender.items).toMatchObject([
      { to: t.admin.email, askedBy: 'Test Admin', status: 'refused', answer: expect.stringMatching(/suppressed/) },
    ]);
    expect(sender.items[0]?.steps.map(({ rule }) => rule)).toContain('suppression');
    const other = area === 'templates' ? 'campaigns:write' : 'templates:write';
    for (const reader of [t.as([`${area}:read`, other]), t.as('readonly')]) {
      const told = await list(reader);
      expect(told.members).toEqual([]);
      expect(told.items).toMatchObject([{ status: 'refused', to: null, askedBy: null, answer: null, steps: [] }]);
      expect(JSON.stringify(told)).not.toMatch(new RegExp(`${t.admin.email}|Test Admin`));
    }
  }
});

const keyOf = (t: TestTenant, id: string) => ({
  ...t.ctx,
  actor: { kind: 'apiKey' as const, id, name: `Key ${id}`, permissions: new Set(['templates:write']) },
});

it('30 tests an hour reach one member, however many ask for them; others still get theirs', async () => {
  const [t, other] = [await testTenant(database), await testTenant(database)];
  const grace = `grace@${t.slug}.test`;
  const [user] = await database.owner.tags<{ id: string }[]>`
    insert into users (email, email_normalized, name) values (${grace}, ${grace}, 'Grace') returning id`;
  for (const [tenant, member] of [
    [t.slug, user!.id],
    [other.slug, t.admin.id],
  ] as const)
    await database.owner
      .tags`insert into tenant_users (tenant_id, user_id, roles) values (${tenant}, ${member}, ${['user']})`;
  const letter = { name: 'L', channel: 'email' as const, subject: 'Hi', text: 'Hi' };
  const [{ id }, { id: theirs }] = [await createTemplate(t.ctx, letter), await createTemplate(other.ctx, letter)];
  const ask = (key: string, to = t.admin.email) => testTemplate(keyOf(t, key), { id, to: [to] });
  const arrived = () => sink.received.filter(({ to }) => to === t.admin.email).length;
  for (let i = 0; i < 30; i++) await ask(`k${i % 15}`, i % 2 ? t.admin.email : t.admin.email.toUpperCase());
  expect(arrived()).toBe(30);
  await expect(ask('k15')).rejects.toMatchObject({
    code: 'rate_limited',
    message: expect.stringMatching(
      new RegExp(`^30 test messages an hour go to one person, and ${t.admin.email} .* in \\d+ min\\.$`),
    ),
    retryAfter: expect.any(Number),
  });
  expect((await ask('k15', grace)).items).toMatchObject([{ status: 'accepted' }]);
  expect(arrived()).toBe(30);
  // An organisation counts what it sends, and learns nothing of another one by its limits.
  await testTemplate(keyOf(other, 'k0'), { id: theirs, to: [t.admin.email] });
  expect(arrived()).toBe(31);
});
