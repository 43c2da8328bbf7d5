import { describe, expect, it } from 'vitest';
import { DELETE } from '@/app/api/v1/providers/[id]/route';
import { createApiKey } from '@/lib/identity';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { restingSender, sendgrid } from '@/lib/testing/resting-sender';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  createDkimKey,
  createProvider,
  createSender,
  deleteDkimKey,
  deleteProvider,
  dkimKeyReliance,
  listProviders,
  providerReliance,
  updateProvider,
} from '..';

const database = await testDatabase({ SMTP_URL: 'smtp://127.0.0.1:1' });
const sql = database.owner.tags;

async function publishedKey(t: TestTenant, domain: string, algorithm: 'rsa' | 'ed25519' = 'rsa') {
  const key = await createDkimKey(t.ctx, { domain, algorithm });
  await sql`update dkim_keys set published_at = now() where tenant_id = ${t.slug} and id = ${key.id}`;
  return key;
}
const resting = () => restingSender(database, 10);

describe('a provider', () => {
  it('that somebody rests on is deleted only by who was told whom, and what becomes of their messages', async () => {
    const { t, provider, sender } = await resting();
    const told = await providerReliance(t.ctx, { id: provider.id });
    expect(told).toMatchObject({ afterwards: 'shared', loses: true, waiting: 10, senders: [sender] });
    expect(told.campaigns.map(({ name }) => name)).toEqual(['Reunion']);
    for (const words of [
      'Office <office@uni.example>',
      '10 waiting messages',
      '“Reunion”',
      'SMTP server of this installation',
    ])
      expect(told.says).toContain(words);
    const refused = { code: 'conflict', message: expect.stringContaining('Office <office@uni.example>') };
    await expect(deleteProvider(t.ctx, { id: provider.id })).rejects.toMatchObject(refused);
    expect((await listProviders(t.ctx, {})).items).toHaveLength(1);
    await deleteProvider(t.ctx, { id: provider.id, anyway: true });
    expect((await listProviders(t.ctx, {})).items).toEqual([]);
  });

  it('is refused by the API with who rests on it, and deleted with ?anyway=true', async () => {
    const { t, provider } = await resting();
    const { key } = await createApiKey(t.ctx, { name: 'test', scopes: ['settings:write'] });
    const ask = (query: string) =>
      DELETE(
        new Request(`http://localhost/${query}`, { method: 'DELETE', headers: { authorization: `Bearer ${key}` } }),
        { params: Promise.resolve({ id: provider.id }) },
      );
    const refused = await ask('');
    expect(refused.status).toBe(409);
    expect(((await refused.json()) as { detail: string }).detail).toMatch(/Office <office@uni\.example>.*anyway=true/);
    expect((await ask('?anyway=true')).status).toBe(204);
  });

  it('whose messages another one takes is deleted at once, and who takes them is told', async () => {
    const { t, provider } = await resting();
    await sendgrid(t, 'Second');
    const told = await providerReliance(t.ctx, { id: provider.id });
    expect(told).toMatchObject({ afterwards: 'next', loses: false, waiting: 10, senders: [] });
    expect(told.says).toContain('10 waiting messages go to Second');
    await deleteProvider(t.ctx, { id: provider.id });
  });

  it('that is asked after one that works takes nothing with it; where the first one fails, it does', async () => {
    const { t, provider } = await resting();
    const { id } = await sendgrid(t, 'Second');
    expect(await providerReliance(t.ctx, { id })).toMatchObject({
      ...{ afterwards: 'unchanged', loses: false, waiting: 0 },
      says: 'Nothing rests on it now. Main is asked before it.',
    });
    await sql`update sending_providers set state = 'failing' where tenant_id = ${t.slug} and id = ${provider.id}`;
    expect(await providerReliance(t.ctx, { id })).toMatchObject({ afterwards: 'nothing', loses: true, waiting: 10 });
    await deleteProvider(t.ctx, { id, anyway: true });
  });

  it('whose only successor fails is deleted only by who was told; one that works further behind takes over', async () => {
    const { t, provider } = await resting();
    const { id } = await sendgrid(t, 'Second');
    await sql`update sending_providers set state = 'failing' where tenant_id = ${t.slug} and id = ${id}`;
    const told = await providerReliance(t.ctx, { id: provider.id });
    expect(told).toMatchObject({ afterwards: 'nothing', loses: true, waiting: 10 });
    expect(told.says).toMatch(
      /^Second, the next provider of this channel, fails: .*10 waiting messages stay until it works/,
    );
    await expect(deleteProvider(t.ctx, { id: provider.id })).rejects.toMatchObject({ code: 'conflict' });
    await sendgrid(t, 'Third');
    expect((await providerReliance(t.ctx, { id: provider.id })).says).toContain('10 waiting messages go to Third');
  });

  it('that is off, or whose senders are known otherwise, loses nobody anything', async () => {
    const { t, provider } = await resting();
    await publishedKey(t, 'uni.example');
    expect(await providerReliance(t.ctx, { id: provider.id })).toMatchObject({ afterwards: 'shared', loses: false });
    await updateProvider(t.ctx, { id: provider.id, enabled: false });
    expect(await providerReliance(t.ctx, { id: provider.id })).toMatchObject({ afterwards: 'unchanged', waiting: 0 });
    await deleteProvider(t.ctx, { id: provider.id });
  });

  it('of a channel that nothing else carries says that messages stay', async () => {
    const t = await testTenant(database);
    const configuration = { kind: 'webhook', url: 'https://crm.example/in' } as const;
    const { provider } = await createProvider(t.ctx, { name: 'CRM', configuration });
    const campaign = await queuedCampaign(database, t.slug, 1, { asleep: true });
    const told = () => providerReliance(t.ctx, { id: provider.id });
    expect(await told()).toMatchObject({ afterwards: 'nothing', loses: false, waiting: 0 });
    await sql`update pipeline_lanes set channel = 'webhook' where tenant_id = ${t.slug} and id = ${campaign.id}`;
    expect(await told()).toMatchObject({
      loses: true,
      waiting: 1,
      says: expect.stringContaining('1 waiting message stay'),
    });
  });

  it('of another organisation is not known', async () => {
    const [{ provider }, other] = [await resting(), await testTenant(database)];
    await expect(providerReliance(other.ctx, { id: provider.id })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a DKIM key', () => {
  async function signed() {
    const t = await testTenant(database);
    const key = await publishedKey(t, 'uni.example');
    const sender = await createSender(t.ctx, { fromName: 'News', fromEmail: 'news@mail.uni.example' });
    const campaign = await queuedCampaign(database, t.slug, 4, { asleep: true });
    await sql`update campaigns set sender_id = ${sender.id} where tenant_id = ${t.slug} and id = ${campaign.id}`;
    await queuedCampaign(database, t.slug, 0, { asleep: true });
    return { t, key, sender };
  }

  it('that a sender rests on is deleted only by who was told', async () => {
    const { t, key, sender } = await signed();
    const told = await dkimKeyReliance(t.ctx, { id: key.id });
    expect(told).toMatchObject({ afterwards: 'held', loses: true, waiting: 4, senders: [sender] });
    expect(told.campaigns).toHaveLength(1);
    await expect(deleteDkimKey(t.ctx, { id: key.id })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('News <news@mail.uni.example>'),
    });
    await deleteDkimKey(t.ctx, { id: key.id, anyway: true });
  });

  it('signs what leaves by a mail server of one’s own, and nothing that leaves otherwise', async () => {
    const { t, key } = await signed();
    const { id } = await sendgrid(t, 'Main');
    expect(await dkimKeyReliance(t.ctx, { id: key.id })).toMatchObject({ afterwards: 'unchanged', loses: false });
    await deleteProvider(t.ctx, { id });
    const configuration = { kind: 'smtp', host: 'mail.uni.example', port: 587 } as const;
    await createProvider(t.ctx, { name: 'Own', configuration });
    expect(await dkimKeyReliance(t.ctx, { id: key.id })).toMatchObject({
      afterwards: 'unsigned',
      loses: true,
      says: expect.stringContaining('leave unsigned, 4 waiting messages too'),
    });
  });

  it('beside another one for the same senders, or not published, is deleted at once', async () => {
    const { t, key } = await signed();
    await publishedKey(t, 'uni.example', 'ed25519');
    expect(await dkimKeyReliance(t.ctx, { id: key.id })).toMatchObject({ afterwards: 'unchanged', loses: false });
    await deleteDkimKey(t.ctx, { id: key.id });
    const { id } = await createDkimKey(t.ctx, { domain: 'other.example' });
    await deleteDkimKey(t.ctx, { id });
  });
});

describe('two that are taken away at the same moment', () => {
  /** Starts each when the one before it waits; none commits before all of them wait. */
  async function atOnce(...verbs: readonly (() => Promise<unknown>)[]) {
    const waiters = async () => {
      const [row] = await sql<{ n: number }[]>`
        select count(distinct l.pid)::int as n from pg_locks l join pg_stat_activity a using (pid)
        where not l.granted and a.datname = current_database()`;
      return row?.n ?? 0;
    };
    const started: Promise<PromiseSettledResult<unknown>[]>[] = [];
    await sql.begin(async (tx) => {
      await tx`lock table audit_logs in exclusive mode`;
      for (const [i, verb] of verbs.entries()) {
        started.push(Promise.allSettled([verb()]));
        await until('the wait of each', async () => (await waiters()) > i);
      }
    });
    return (await Promise.all(started)).flat().map(({ status }) => status);
  }

  it('do not count on each other: the second of two providers is refused', async () => {
    const { t, provider } = await resting();
    const { id } = await sendgrid(t, 'Second');
    const both = await atOnce(...[provider.id, id].map((one) => () => deleteProvider(t.ctx, { id: one })));
    expect(both).toEqual(['fulfilled', 'rejected']);
    expect((await listProviders(t.ctx, {})).items.map(({ name }) => name)).toEqual(['Second']);
  });

  it('do not count on each other: a provider is not deleted while the other one is turned off', async () => {
    const { t, provider } = await resting();
    const { id } = await sendgrid(t, 'Second');
    const both = await atOnce(
      () => updateProvider(t.ctx, { id, enabled: false }),
      () => deleteProvider(t.ctx, { id: provider.id }),
    );
    expect(both).toEqual(['fulfilled', 'rejected']);
  });

  it('do not count on each other: the second of two keys for a sender is refused', async () => {
    const t = await testTenant(database);
    const keys = [await publishedKey(t, 'uni.example'), await publishedKey(t, 'uni.example', 'ed25519')];
    await createSender(t.ctx, { fromName: 'News', fromEmail: 'news@uni.example' });
    const both = await atOnce(
      ...keys.map(
        ({ id }) =>
          () =>
            deleteDkimKey(t.ctx, { id }),
      ),
    );
    expect(both).toEqual(['fulfilled', 'rejected']);
  });
});
