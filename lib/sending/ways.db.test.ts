import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { fixedClock } from '@/lib/platform/clock';
import { testDatabase } from '@/lib/testing/database';
import { scriptedHttp } from '@/lib/testing/scripted-http';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { createProvider, openProvider, updateProvider } from '.';
import { outcomesOf } from './outcomes';

const database = await testDatabase({ PRIVATE_TARGETS: 'allow' });

async function server(status: number) {
  const made = await scriptedHttp(() => ({ status }));
  onTestFinished(() => made.close());
  return made;
}
const webhook = (url: string, name: string) => ({ name, configuration: { kind: 'webhook' as const, url } });

/** A process that sends: what became of so many messages, each for the provider that it was counted for. */
function sending(tenant: string) {
  const provider = openProvider(database.services, fixedClock(new Date()));
  onTestFinished(() => provider.close());
  const one = () => ({ tenant, channel: 'webhook' as const, messageId: randomUUID(), from: '', to: 'x', payload: 'x' });
  return async (count: number, way: string | null = null) => {
    const batch = Array.from({ length: count }, () => ({ ...one(), way }));
    return (await outcomesOf(provider, batch)).map(({ state }) => state);
  };
}

it('a message that was counted for one provider leaves by that one alone, and comes back where it is not taken there', async () => {
  const { ctx, slug } = await testTenant(database);
  const [first, second] = [await server(401), await server(200)];
  const made = await createProvider(ctx, webhook(first.url, 'first'));
  const { id } = (await createProvider(ctx, webhook(second.url, 'second'))).provider;
  const send = sending(slug);
  expect(await send(1, id)).toEqual(['accepted']);
  expect(first.requests).toHaveLength(0);
  expect(await send(1, made.provider.id)).toEqual(['refused']);
  expect(await send(1, randomUUID())).toEqual(['unsent']);
  expect(second.requests).toHaveLength(1);
  expect(await send(1)).toEqual(['accepted']);
  expect(second.requests).toHaveLength(2);
});

it('a provider rests in every process that sends, once one of them saw it fail, and begins anew with other settings', async () => {
  const { ctx, slug } = await testTenant(database);
  const [bad, good] = [await server(401), await server(200)];
  const { provider } = await createProvider(ctx, webhook(bad.url, 'only'));
  await sending(slug)(5);
  await until('its rest to be told', async () => {
    const [told] = await database.owner
      .tags`select rests_until from sending_providers where tenant_id = ${slug} and id = ${provider.id}`;
    return told!['rests_until'] !== null;
  });
  expect(await sending(slug)(2)).toEqual(['unsent', 'unsent']);
  expect(bad.requests).toHaveLength(5);
  await updateProvider(ctx, { id: provider.id, configuration: { kind: 'webhook', url: good.url } });
  expect(await sending(slug)(2)).toEqual(['accepted', 'accepted']);
});

it('a way out is told by the names that its organisation gave them, in their turn, else by that of what the installation has', async () => {
  const [a, b] = await Promise.all([testTenant(database), testTenant(database)]);
  const provider = openProvider(database.services, fixedClock(new Date()));
  onTestFinished(() => provider.close());
  await createProvider(a.ctx, webhook('https://a.example.org/', 'A first'));
  await createProvider(a.ctx, webhook('https://a.example.org/', 'A second'));
  await Promise.all([provider.learn?.(a.slug), provider.learn?.(b.slug)]);
  expect(provider.namesFor?.(a.slug, 'webhook')).toEqual(['A first', 'A second']);
  expect(provider.namesFor?.(a.slug, 'email')).toEqual(['sandbox']);
  expect(provider.namesFor?.(b.slug, 'webhook')).toEqual(['sandbox']);
});
