import { afterAll, expect, it } from 'vitest';
import { startJobRunner } from '@/lib/platform/jobs';
import { updateTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  editCampaign,
  getCampaign,
  getReport,
  launchCampaign,
  listRecipients,
  pauseCampaign,
  planCampaign,
  readRecipientMessage,
  reportCsv,
  updateCampaign,
} from '..';

const database = await testDatabase();
const sql = database.owner.tags;
const runner = startJobRunner(database.services, [planCampaign], { worker: 'test' });
afterAll(async () => {
  await (await runner).stop();
});

it('who got which subject and version is told, counted and listed, and the edit keeps what was said before', async () => {
  const { ctx, slug, clock } = await testTenant(database);
  await people(ctx, 32);
  const id = await draft(ctx);
  const { templateId, subject: first } = await getCampaign(ctx, { id });
  await updateCampaign(ctx, {
    id,
    variants: [
      { name: 'A', templateId },
      { name: 'B', templateId, subject: 'Old' },
    ],
  });
  await launchCampaign(ctx, { id });
  await until('the plan', async () => (await getCampaign(ctx, { id })).plannedAt);
  await pauseCampaign(ctx, { id });
  /** Half of those who wait get it now. */
  const send = async () => {
    await sql`update pipeline_messages set status = 'sent', sent_at = ${clock.now()}, finished_at = ${clock.now()} where tenant_id = ${slug} and id in (
      select id from (select id, row_number() over (partition by variant order by id) as n, count(*) over (partition by variant) as all from pipeline_messages
        where tenant_id = ${slug} and status = 'queued') q where n * 2 <= q.all + 1)`;
    await sql`delete from pipeline_queue q using pipeline_messages m where q.tenant_id = ${slug} and m.tenant_id = q.tenant_id and m.id = q.message_id and m.status = 'sent'`;
    clock.advance(60_000);
  };
  await send();
  await editCampaign(ctx, { id, variants: [{ position: 1, subject: 'New' }] });
  clock.advance(60_000);
  await send();
  await updateTemplate(ctx, { id: templateId, subject: 'Newest' });
  await editCampaign(ctx, { id, useNewest: true });
  clock.advance(60_000);
  await send();
  await sql`insert into email_links (tenant_id, template_version_id, position, url)
    select tenant_id, id, 0, 'https://uni.example/give' from template_versions where tenant_id = ${slug}`;
  await database.services.system.tags`select update_campaign_breakdown(${slug}, ${id})`;

  const { wordings, messages } = await getReport(ctx, { id });
  expect(messages.map(({ templateVersion, variants }) => [templateVersion, variants])).toEqual([
    [1, ['A', 'B']],
    [2, ['A', 'B']],
  ]);
  const counts = await sql<{ variant: number; version: number; n: number }[]>`
    select m.variant, v.version, count(*)::int as n from pipeline_messages m join template_versions v on v.tenant_id = m.tenant_id and v.id = m.template_version_id
    where m.tenant_id = ${slug} and m.status = 'sent' group by 1, 2 order by 1, 2`;
  expect(wordings.map(({ variantName, subject, templateVersion }) => [variantName, subject, templateVersion])).toEqual([
    ['A', first, 1],
    ['A', 'Newest', 2],
    ['B', 'Old', 1],
    ['B', 'New', 1],
    ['B', 'New', 2],
  ]);
  for (const { variant, version, n } of counts) {
    const mine = wordings.filter((one) => one.variant === variant && one.templateVersion === version);
    expect(mine.reduce((sum, one) => sum + one.sent, 0)).toBe(n);
  }
  for (const one of wordings) {
    const { variant, version, since, until: end } = one;
    const { items } = await listRecipients(ctx, {
      ...{ id, outcome: 'sent', version, variant: variant ?? 0 },
      ...(since ? { since } : {}),
      ...(end ? { until: end } : {}),
    });
    expect(items).toHaveLength(one.sent);
    for (const { messageId, contactId } of items)
      expect(await readRecipientMessage(ctx, { id, messageId })).toMatchObject({
        ...{
          contactId,
          variant,
          variantName: one.variantName,
          subject: one.subject,
          deleted: false,
          state: 'sent',
          canRetry: false,
        },
        ...{ templateName: one.templateName, templateVersion: one.templateVersion },
      });
  }
  // Without an answer it carried the words of when it was handed over.
  const old = wordings.find(({ subject }) => subject === 'Old')!;
  const [lost] = (await listRecipients(ctx, { id, version: old.version, variant: 1, until: old.until ?? undefined }))
    .items;
  await sql`update pipeline_messages set status = 'uncertain', sent_at = null where tenant_id = ${slug} and id = ${lost!.messageId}`;
  expect(await readRecipientMessage(ctx, { id, messageId: lost!.messageId })).toMatchObject({
    ...{ state: 'uncertain', canRetry: false, sentAt: null, subject: 'Old' },
  });
  // What failed has the words of then, unless it may be tried again: then it gets those of now.
  const failedBy = (code: string) =>
    sql`update pipeline_messages set status = 'failed', error_code = ${code} where tenant_id = ${slug} and id = ${lost!.messageId}`;
  await failedBy('said_not_sent');
  expect(await readRecipientMessage(ctx, { id, messageId: lost!.messageId })).toMatchObject({
    ...{ state: 'failed', canRetry: false, sentAt: null, subject: 'Old' },
  });
  await failedBy('4.2.2');
  expect(await readRecipientMessage(ctx, { id, messageId: lost!.messageId })).toMatchObject({
    ...{ state: 'failed', canRetry: true, sentAt: null, subject: 'New' },
  });
  const messageId = (await listRecipients(ctx, { id, outcome: 'sent' })).items[0]?.messageId ?? '';
  const other = await testTenant(database);
  await expect(readRecipientMessage(other.ctx, { id, messageId })).rejects.toMatchObject({ code: 'not_found' });
  const another = await draft(ctx, 'Another');
  await expect(readRecipientMessage(ctx, { id: another, messageId })).rejects.toMatchObject({ code: 'not_found' });
  expect((await getCampaign(ctx, { id })).options.variants).toMatchObject([
    { subject: null, templateSubject: 'Newest' },
    { subject: 'New' },
  ]);
  expect(wordings[2]?.until).toBe(wordings[3]?.since);
  expect(await (await reportCsv(ctx, { id, part: 'wordings' })).text()).toContain('Newest');

  const edits = await sql<{ details: { replaced?: { was: unknown[] } } }[]>`
    select details from audit_logs where tenant_id = ${slug} and action = 'campaigns.edit' order by id`;
  expect(edits.map(({ details }) => details.replaced?.was)).toMatchObject([
    [{ variant: 1, subject: 'Old' }],
    [
      { variant: 0, subject: first },
      { variant: 1, subject: 'New' },
    ],
  ]);
});

it('where nothing was edited all got one wording, and another organisation sees none of it', async () => {
  const [mine, other] = [await testTenant(database), await testTenant(database)];
  await people(mine.ctx, 3);
  const id = await draft(mine.ctx);
  await launchCampaign(mine.ctx, { id });
  await until('the plan', async () => (await getCampaign(mine.ctx, { id })).plannedAt);
  expect((await getReport(mine.ctx, { id })).wordings).toEqual([]);
  await sql`update pipeline_messages set status = 'sent', sent_at = now() where tenant_id = ${mine.slug} and status = 'queued'`;
  await database.services.system.tags`select update_campaign_breakdown(${mine.slug}, ${id})`;
  expect((await getReport(mine.ctx, { id })).wordings).toMatchObject([
    { variant: null, sent: 3, since: null, until: null },
  ]);
  await expect(getReport(other.ctx, { id })).rejects.toMatchObject({ code: 'not_found' });
});
