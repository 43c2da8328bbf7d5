import { expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { healthLook, healthState } from './health-state';

const database = await testDatabase({ REDIS_URL: '', NATS_URL: '', ELASTICSEARCH_URL: '' });
type Channels = Parameters<typeof healthLook>[1];
const silent = [
  {
    ...{ channel: 'email', state: 'silent', answeredAt: null, refusal: null, sandbox: null, campaigns: [] },
    silence: { since: '2026-11-20T09:00:00.000Z', waiting: 3, later: 0, nextTryAt: null },
  },
] satisfies Channels;

it('is what System says first: a part that is down before a server that says nothing, and that all is well', () => {
  expect(healthLook('not ready', silent)).toEqual({ tone: 'bad', label: 'Part down' });
  expect(healthLook('ready', silent)).toEqual({ tone: 'warn', label: 'Sending waits' });
  const refusing = (mend: 'providers' | null) =>
    silent.map((channel) => ({ ...channel, silence: null, refusal: { since: '', words: '535 no', mend } }));
  expect(healthLook('ready', refusing('providers'))).toEqual({ tone: 'bad', label: 'Sending waits' });
  expect(healthLook('ready', refusing(null))).toEqual({ tone: 'warn', label: 'Sending waits' });
  expect(healthLook('ready', [])).toEqual({ tone: 'good', label: 'Healthy' });
});

it('is asked for once in ten seconds, after the page that did not know it or saw it was old', async () => {
  const { ctx, slug, clock } = await testTenant(database);
  const renewals: (() => Promise<unknown>)[] = [];
  const look = () => healthState(ctx, (work) => void renewals.push(work));
  const bad = { tone: 'bad', label: 'Part down' };
  const well = { tone: 'good', label: 'Healthy' };
  expect([await look(), renewals.length]).toEqual([null, 1]);
  await renewals.pop()!();
  expect(await look()).toEqual(bad);
  const key = `health:${slug}:true`;
  const keep = () => database.services.cache.set(key, { state: well, at: clock.now().getTime() }, 60);
  await keep();
  expect([await look(), renewals.length]).toEqual([well, 0]);
  clock.advance(11_000);
  expect([await look(), renewals.length]).toEqual([well, 1]);
  await renewals[0]!();
  expect([await look(), renewals.length]).toEqual([bad, 1]);
});

it('that cannot be found out leaves the page as it is', async () => {
  const { ctx } = await testTenant(database);
  const cache = { ...ctx.services.cache, set: () => Promise.reject(new Error('away')) };
  const renewals: (() => Promise<unknown>)[] = [];
  const broken = { ...ctx, services: { ...ctx.services, cache } };
  expect(await healthState(broken as typeof ctx, (work) => void renewals.push(work))).toBeNull();
  await expect(renewals[0]!()).resolves.toBeUndefined();
});
