import { describe, expect, it } from 'vitest';
import { DELETE } from '@/app/api/v1/senders/[id]/route';
import { updateCampaign } from '@/lib/campaigns';
import { createApiKey } from '@/lib/identity';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { restingSender, sendgrid } from '@/lib/testing/resting-sender';
import { testTenant } from '@/lib/testing/tenant';
import { deleteSender, listProviders, listSenders, senderReliance, updateProvider } from '..';

const database = await testDatabase({ SMTP_URL: 'smtp://127.0.0.1:1' });
const sql = database.owner.tags;

const resting = () => restingSender(database, 5);

describe('a provider that is turned off', () => {
  it('although somebody rests on it asks first, as deleting it does', async () => {
    const { t, provider } = await resting();
    await expect(updateProvider(t.ctx, { id: provider.id, enabled: false })).rejects.toMatchObject({
      ...{ code: 'conflict', message: expect.stringMatching(/Office <office@uni.example>.*anyway=true/) },
    });
    expect((await listProviders(t.ctx, {})).items).toMatchObject([{ enabled: true }]);
    expect(await updateProvider(t.ctx, { id: provider.id, enabled: false, anyway: true })).toMatchObject({
      enabled: false,
    });
    // What is off already takes nobody anything.
    await updateProvider(t.ctx, { id: provider.id, enabled: false, name: 'Renamed' });
  });

  it('beside another one that works is off at once', async () => {
    const { t, provider } = await resting();
    await sendgrid(t, 'Second');
    expect(await updateProvider(t.ctx, { id: provider.id, enabled: false })).toMatchObject({ enabled: false });
  });
});

describe('a sender', () => {
  it('that campaigns come from is deleted only by who was told which, and what becomes of them', async () => {
    const { t, sender } = await resting();
    await people(t.ctx, 1);
    const id = await draft(t.ctx);
    await updateCampaign(t.ctx, { id, senderId: sender.id });
    const told = await senderReliance(t.ctx, { id: sender.id });
    expect(told).toMatchObject({ afterwards: 'failed', loses: true, waiting: 5, senders: [sender] });
    expect(told.campaigns.map(({ name }) => name)).toEqual(['Appeal', 'Reunion']);
    for (const words of [
      '2 campaigns come from Office <office@uni.example>',
      '5 waiting messages will fail',
      '“Reunion”',
    ])
      expect(told.says).toContain(words);
    await expect(deleteSender(t.ctx, { id: sender.id })).rejects.toMatchObject({
      ...{ code: 'conflict', message: expect.stringContaining('anyway=true') },
    });
    expect((await listSenders(t.ctx, {})).items).toHaveLength(2);
    const { key } = await createApiKey(t.ctx, { name: 'k', scopes: ['settings:write'] });
    const remove = (query: string) =>
      DELETE(
        new Request(`http://localhost/api/v1/senders/${sender.id}${query}`, {
          method: 'DELETE',
          headers: { authorization: `Bearer ${key}` },
        }),
        { params: Promise.resolve({ id: sender.id }) },
      );
    // Who may not read campaigns is refused all the same, without their names.
    const refused = await remove('');
    expect([refused.status, await refused.text()]).toEqual([409, expect.not.stringContaining('Reunion')]);
    expect((await remove('?anyway=true')).status).toBe(204);
    expect((await listSenders(t.ctx, {})).items).toHaveLength(1);
  });

  it('that none comes from, or only such as ended, is deleted at once', async () => {
    const { t, sender } = await resting();
    await sql`update campaigns set status = 'completed' where tenant_id = ${t.slug}`;
    expect(await senderReliance(t.ctx, { id: sender.id })).toMatchObject({
      ...{ afterwards: 'unchanged', loses: false, says: 'Nothing rests on it now.' },
    });
    await deleteSender(t.ctx, { id: sender.id });
    const other = await testTenant(database);
    const [usual] = (await listSenders(other.ctx, {})).items;
    await expect(senderReliance(t.ctx, { id: usual!.id })).rejects.toMatchObject({ code: 'not_found' });
  });
});
