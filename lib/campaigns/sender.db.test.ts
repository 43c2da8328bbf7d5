import { describe, expect, it } from 'vitest';
import { createSender, deleteSender, listSenders } from '@/lib/sending';
import { createTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { cloneCampaign, createCampaign, getCampaign, launchCampaign, preflightCampaign, updateCampaign } from '.';

const database = await testDatabase({ MAIL_DOMAIN: 'mail.example', SMTP_URL: 'smtp://127.0.0.1:1' });
const sql = database.owner.tags;

const events = ({ ctx, slug }: TestTenant) =>
  createSender(ctx, { fromName: 'Events', fromEmail: `${slug}.events@mail.example` });
const problemsOf = async ({ ctx }: TestTenant, id: string) =>
  (await preflightCampaign(ctx, { id })).problems.map(({ level, message }) => `${level}: ${message}`);

describe('whom a campaign comes from', () => {
  it('is chosen for a draft, shown, kept by what does not name it, and copied', async () => {
    const t = await testTenant(database);
    const { ctx } = t;
    await people(ctx, 1);
    const id = await draft(ctx);
    expect((await getCampaign(ctx, { id })).sender).toBeNull();
    const sender = await events(t);
    const shown = { id: sender.id, fromName: 'Events', fromEmail: sender.fromEmail, deleted: false };
    expect((await updateCampaign(ctx, { id, senderId: sender.id })).sender).toEqual(shown);
    expect((await updateCampaign(ctx, { id, name: 'Renamed' })).sender).toEqual(shown);
    expect((await cloneCampaign(ctx, { id })).sender).toEqual(shown);
    expect((await launchCampaign(ctx, { id })).sender).toEqual(shown);
    const other = await draft(ctx, 'Other');
    await updateCampaign(ctx, { id: other, senderId: sender.id });
    expect((await updateCampaign(ctx, { id: other, senderId: null })).sender).toBeNull();
    const [usual] = (await listSenders(ctx, {})).items;
    expect((await launchCampaign(ctx, { id: other })).sender).toMatchObject({ id: usual!.id });
  });

  it('goes with mail: a draft takes the channel of another template, all its variants with it, and has no sender then', async () => {
    const t = await testTenant(database);
    const { ctx } = t;
    const id = await draft(ctx);
    const { templateId: letter } = await updateCampaign(ctx, { id, senderId: (await events(t)).id });
    const text = await createTemplate(ctx, { name: 'Text', channel: 'sms', subject: '', html: '', text: 'Hi' });
    expect(await updateCampaign(ctx, { id, templateId: text.id })).toMatchObject({ channel: 'sms', sender: null });
    expect(await updateCampaign(ctx, { id, templateId: letter })).toMatchObject({ channel: 'email', sender: null });
    const [a, b] = [
      { name: 'A', templateId: letter },
      { name: 'B', templateId: letter },
    ];
    const refused = (field: string, channel: string) => ({ code: 'invalid', fields: { [field]: `is for ${channel}` } });
    await expect(updateCampaign(ctx, { id, variants: [a, { ...b, templateId: text.id }] })).rejects.toMatchObject(
      refused('variants.1.templateId', 'sms'),
    );
    await updateCampaign(ctx, { id, variants: [a, b] });
    await expect(updateCampaign(ctx, { id, templateId: text.id })).rejects.toMatchObject(
      refused('variants.0.templateId', 'email'),
    );
    expect((await getCampaign(ctx, { id })).channel).toBe('email');
  });

  it('is one of this organisation that is not deleted, and for mail only', async () => {
    const t = await testTenant(database);
    const { ctx } = t;
    await people(ctx, 1);
    const id = await draft(ctx);
    const gone = await events(t);
    await deleteSender(ctx, { id: gone.id });
    const foreign = await events(await testTenant(database));
    const refused = { code: 'invalid', fields: { senderId: expect.any(String) } };
    for (const { id: senderId } of [gone, foreign])
      await expect(updateCampaign(ctx, { id, senderId })).rejects.toMatchObject(refused);
    const text = await createTemplate(ctx, { name: 'Text', channel: 'sms', subject: '', html: '', text: 'Hi' });
    const { segments } = await getCampaign(ctx, { id });
    const sms = { name: 'SMS', templateId: text.id, segmentIds: segments.map((s) => s.id) };
    const [usual] = (await listSenders(ctx, {})).items;
    await expect(createCampaign(ctx, { ...sms, senderId: usual!.id })).rejects.toMatchObject(refused);
    expect((await createCampaign(ctx, sms)).sender).toBeNull();
  });

  it('that was deleted is shown as such, blocks the preflight, and starts nothing', async () => {
    const t = await testTenant(database);
    const { ctx, slug } = t;
    await people(ctx, 1);
    const id = await draft(ctx);
    const sender = await events(t);
    await updateCampaign(ctx, { id, senderId: sender.id });
    await sql`update senders set deleted_at = now() where tenant_id = ${slug} and id = ${sender.id}`;
    expect((await getCampaign(ctx, { id })).sender).toMatchObject({ id: sender.id, deleted: true });
    expect(await problemsOf(t, id)).toContain(
      `blocks: The sender Events <${sender.fromEmail}> was deleted. Choose another one.`,
    );
    await expect(launchCampaign(ctx, { id })).rejects.toMatchObject({
      ...{ code: 'conflict', fields: { senderId: expect.any(String) } },
    });
    // A draft may keep what it has while other things of it are changed.
    await updateCampaign(ctx, { id, senderId: sender.id, name: 'Renamed' });
    await updateCampaign(ctx, { id, senderId: null });
    await launchCampaign(ctx, { id });
  });

  it('is warned about where the mail server that organisations share will not carry its name', async () => {
    const t = await testTenant(database);
    const { ctx, slug } = t;
    await people(ctx, 1);
    const id = await draft(ctx);
    const sender = await events(t);
    await updateCampaign(ctx, { id, senderId: sender.id });
    expect((await problemsOf(t, id)).filter((words) => words.includes('sender'))).toEqual([]);
    await sql`update senders set from_email = 'events@elsewhere.example' where tenant_id = ${slug} and id = ${sender.id}`;
    expect(await problemsOf(t, id)).toContainEqual(
      expect.stringMatching(/^warns: It is not known that the sender Events <events@elsewhere.example> is yours/),
    );
    expect((await preflightCampaign(ctx, { id })).problems.filter(({ at }) => at)).toMatchObject([
      { at: 'keys', message: expect.stringContaining('events@elsewhere.example') },
    ]);
  });
});
