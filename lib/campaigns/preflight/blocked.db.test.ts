import { expect, it } from 'vitest';
import { createTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { testTenant } from '@/lib/testing/tenant';
import { createCampaign, getCampaign, launchCampaign, launchDue, preflightCampaign, updateCampaign } from '..';

const database = await testDatabase({ SMTP_URL: 'smtp://127.0.0.1:1' });
const sql = database.owner.tags;
type Tenant = Awaited<ReturnType<typeof testTenant>>;

const tooMuch =
  '{% assign x = "0123456789" %}{% for i in (1..30) %}{% assign x = x | append: x %}{% endfor %}{{ x | size }}';
const letter = async ({ ctx }: Tenant, html: string) =>
  (await createTemplate(ctx, { name: html.slice(0, 60), channel: 'email', subject: 'Hi', html, text: '' })).id;

/** What the preflight blocks, as the launch refuses it: now and, unless it holds only now, for later; the campaign stays a draft. */
async function refused({ ctx, clock }: Tenant, id: string, field: string) {
  const { problems } = await preflightCampaign(ctx, { id });
  const blocking = problems.filter(({ level }) => level === 'blocks');
  expect(blocking).toHaveLength(1);
  const { message, onlyNow } = blocking[0]!;
  const scheduledAt = new Date(clock.now().getTime() + 3_600_000).toISOString();
  for (const given of onlyNow ? [{}] : [{}, { scheduledAt }])
    await expect(launchCampaign(ctx, { id, ...given })).rejects.toMatchObject({
      ...{ code: 'conflict', message, fields: { [field]: message } },
    });
  expect(await getCampaign(ctx, { id })).toMatchObject({ status: 'draft' });
}

it('what blocks in the preflight keeps a campaign from being sent or scheduled, with its field and the same words', async () => {
  const t = await testTenant(database);
  const { ctx } = t;
  await refused(t, await draft(ctx, 'Nobody'), 'segmentIds');
  await people(ctx, 4);
  const id = await draft(ctx);
  await updateCampaign(ctx, { id, templateId: await letter(t, `<p>${tooMuch}</p>`) });
  await refused(t, id, 'templateId');
  const good = await letter(t, '<p>Come</p>');
  await updateCampaign(ctx, { id, templateId: good });
  const { segments } = await getCampaign(ctx, { id });
  const text = await createTemplate(ctx, { name: 'Text', channel: 'sms', subject: '', html: '', text: 'Come' });
  const segmentIds = segments.map((one) => one.id);
  const sms = await createCampaign(ctx, { name: 'SMS', templateId: text.id, segmentIds, purpose: 'service' });
  await expect(launchCampaign(ctx, { id: sms.id })).rejects.toMatchObject({
    ...{ code: 'conflict', fields: { channel: expect.stringMatching(/no provider for .*Add one under Settings/) } },
  });
  expect(await launchCampaign(ctx, { id })).toMatchObject({ status: 'sending' });
});

it('what fails for the first people of an audience and goes well for others is sent, as the preflight only warns of it', async () => {
  const t = await testTenant(database);
  const { ctx, slug } = t;
  await sql`insert into contacts (tenant_id, id, email, email_normalized, display_name, language)
    select ${slug}, gen_random_uuid(), 'p' || n || '@x.example', 'p' || n || '@x.example', 'Ada', 'en' from generate_series(1, 3000) n`;
  await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at)
    select tenant_id, id, 'email', 'marketing', true, 'form', now() - interval '1 day' from contacts where tenant_id = ${slug}`;
  await sql`update contacts set language = 'la' where tenant_id = ${slug} and id in (select id from contacts where tenant_id = ${slug} order by id limit 1000)`;
  const id = await draft(ctx);
  const templateId = await letter(t, `{% if contact.language == "la" %}${tooMuch}{% endif %}x`);
  await updateCampaign(ctx, { id, templateId });
  expect((await preflightCampaign(ctx, { id })).problems).toContainEqual({
    ...{ level: 'warns', message: expect.stringContaining('could not be filled') },
  });
  expect(await launchCampaign(ctx, { id })).toMatchObject({ status: 'sending' });
});

it('a campaign that is blocked when its time has come is a draft again, with the reason', async () => {
  const t = await testTenant(database);
  const { ctx, clock } = t;
  const [only] = await people(ctx, 1);
  const id = await draft(ctx);
  await launchCampaign(ctx, { id, scheduledAt: new Date(clock.now().getTime() + 60_000).toISOString() });
  await sql`update contacts set deleted_at = now() where tenant_id = ${ctx.tenant} and id = ${only!}`;
  clock.advance(61_000);
  await launchDue(database.services, clock);
  expect(await getCampaign(ctx, { id })).toMatchObject({
    ...{ status: 'draft', error: expect.stringContaining('Nobody would get this') },
  });
});

it('a series may begin while nobody is in its segments: its runs go to whoever is there by then', async () => {
  const { ctx, clock } = await testTenant(database);
  const id = await draft(ctx);
  await updateCampaign(ctx, { id, recurrence: { rule: 'FREQ=DAILY' } });
  expect((await preflightCampaign(ctx, { id })).problems).toContainEqual({
    ...{ level: 'warns', message: expect.stringContaining('if it ran now') },
  });
  const scheduledAt = new Date(clock.now().getTime() + 3_600_000).toISOString();
  expect(await launchCampaign(ctx, { id, scheduledAt })).toMatchObject({ status: 'scheduled' });
  clock.advance(3_601_000);
  await launchDue(database.services, clock);
  expect(await getCampaign(ctx, { id })).toMatchObject({ status: 'scheduled', error: null });
});

it('whom nobody reaches today may be reached by then: a campaign for later is taken, and asked about again at its time', async () => {
  const { ctx, clock } = await testTenant(database);
  const id = await draft(ctx);
  const scheduledAt = new Date(clock.now().getTime() + 60_000).toISOString();
  expect(await launchCampaign(ctx, { id, scheduledAt })).toMatchObject({ status: 'scheduled' });
  await people(ctx, 1);
  clock.advance(61_000);
  await launchDue(database.services, clock);
  expect(await getCampaign(ctx, { id })).toMatchObject({ status: 'sending', error: null });
});

it('who came into a segment just now counts, before its members are brought up to date', async () => {
  const { ctx } = await testTenant(database);
  const id = await draft(ctx);
  await people(ctx, 2);
  expect(await launchCampaign(ctx, { id })).toMatchObject({ status: 'sending' });
});
