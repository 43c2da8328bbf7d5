import { expect, it, onTestFinished } from 'vitest';
import { bareClient } from '@/db/client';
import { withTenant } from '@/lib/platform/db/tenant';
import { createTemplate } from '@/lib/templates';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { countTests } from './limit';
import { storeTests } from './store';
import { mostAnHour } from './vocabulary';

const database = await testDatabase();

it('who may send no more tests is told before anybody is looked for to fill one with', async () => {
  const { ctx, slug, admin } = await testTenant(database);
  const key = `test-messages:${slug}:${admin.id}`;
  await database.services.limits.take(key, mostAnHour, 3600, mostAnHour);
  await createTemplate(ctx, { name: 'Letter', channel: 'email', subject: 'Hi', text: 'Hi' });
  const [version] = await database.owner.tags<{ id: string }[]>`
    select id from template_versions where tenant_id = ${slug}`;
  const tried = { channel: 'email', templateVersionId: version!.id, purpose: 'marketing', senderId: null };
  let looked = 0;
  const asks = withTenant(ctx, async (tx) =>
    storeTests(
      { ...tx, emit: () => undefined, audit: () => undefined },
      {},
      { ...tried, campaignId: null, variant: null },
      async () => {
        looked++;
        return null;
      },
    ),
  );
  await expect(asks).rejects.toMatchObject({ code: 'rate_limited' });
  expect(looked).toBe(0);
});

it('a test that is refused uses up nothing: neither of who asks, nor of those who could get it', async () => {
  const { ctx, slug } = await testTenant(database);
  const readers = Array.from({ length: 10 }, (_, i) => ({ id: `r${i}`, email: `r${i}@example.org` }));
  const count = (to: typeof readers) => withTenant(ctx, async (tx) => countTests(tx, to));
  await database.services.limits.take(`test-messages:${slug}:to:r9`, mostAnHour, 3600, mostAnHour);
  for (let i = 0; i < 3; i++)
    await expect(count(readers)).rejects.toMatchObject({
      code: 'rate_limited',
      message: expect.stringMatching(/r9@example\.org got as many/),
    });
  for (let i = 0; i < mostAnHour; i++) await count([readers[0]!]);
  await expect(count([readers[1]!])).rejects.toMatchObject({
    message: expect.stringMatching(/^You can send 30 test messages an hour/),
  });
});

it('of tests asked for at the same instant as many go as there is room for, and those that are refused use up nothing', async () => {
  const { ctx, slug, admin } = await testTenant(database);
  const { limits } = database.services;
  const key = (whose: string) => `test-messages:${slug}:${whose}`;
  const used = async (whose: string) => mostAnHour - (await limits.take(key(whose), mostAnHour, 3600, 0)).remaining;
  await limits.take(key('to:full'), mostAnHour, 3600, mostAnHour - 1);
  const readers = ['free', 'full'].map((id) => ({ id, email: `${id}@example.org` }));
  const root = bareClient(database.superUrl);
  onTestFinished(() => root.end());
  const asks: Promise<void>[] = [];
  await database.owner.tags.begin(async (held) => {
    await held`select 1 from rate_limits where key = ${key('to:full')} for update`;
    for (let i = 0; i < 8; i++) asks.push(withTenant(ctx, async (tx) => countTests(tx, readers)));
    await until('all of them to wait', async () => {
      const waiting =
        await root`select 1 from pg_stat_activity where datname = ${database.name} and wait_event_type = 'Lock'`;
      return waiting.length === asks.length;
    });
  });
  const ends = (await Promise.allSettled(asks)).map(({ status }) => status);
  expect(ends.filter((status) => status === 'fulfilled')).toHaveLength(1);
  expect([await used('to:full'), await used('to:free'), await used(admin.id)]).toEqual([mostAnHour, 1, 2]);
});
