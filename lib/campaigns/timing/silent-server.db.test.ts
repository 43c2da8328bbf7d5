import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inHands, startDelivery } from '@/lib/pipeline';
import { createProvider, smtpProvider } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged, queuedCampaign, statesOf, type QueuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { readOutlook } from '..';

const database = await testDatabase({ PRIVATE_TARGETS: 'allow' });
const sql = database.owner.tags;

/** A server that takes every connection and says nothing on it, until told to answer. */
async function silentServer() {
  const behind = await holdingServer();
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    return socket;
  };
  const said = { answers: false, greeting: '' };
  const listener = createServer((socket) => {
    keep(socket);
    if (said.greeting) socket.end(`${said.greeting}\r\n`);
    else if (said.answers) socket.pipe(keep(connect(Number(new URL(behind.url).port), '127.0.0.1'))).pipe(socket);
    else socket.resume();
  });
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    listener.close();
    await behind[Symbol.asyncDispose]();
  });
  return { port: (listener.address() as AddressInfo).port, said };
}

/** A campaign of three whom a worker tries to hand to such a server, again whenever they are due. */
async function tried() {
  const t = await testTenant(database);
  const { port, said } = await silentServer();
  const timeouts = { connect: 300, greeting: 300, command: 300, body: 300 };
  const provider = smtpProvider({ host: '127.0.0.1', port, timeouts, backoff: { first: 5, max: 20 } });
  const campaign = await queuedCampaign(database, t.slug, 3, { asleep: true });
  const worker = await startDelivery(database.services, { provider });
  onTestFinished(() => worker.stop());
  const silence = async () => (await readOutlook(t.ctx, { id: campaign.id })).silence;
  return { ...t, said, campaign, silence, tryNow: (who = campaign.messages) => tryNow(t.slug, campaign, who) };
}

/** Makes these due, and waits until each was tried. */
async function tryNow(tenant: string, campaign: QueuedCampaign, who: readonly string[]): Promise<void> {
  await sql`update pipeline_messages set due_at = now() - interval '1 second' where tenant_id = ${tenant} and id = any(${who as string[]}::uuid[])`;
  await queueAsArranged(sql, tenant);
  await campaign.wake();
  await until('each to be tried', async () => {
    const left = await sql`
      select 1 from pipeline_messages m where tenant_id = ${tenant} and id = any(${who as string[]}::uuid[]) and status in ('queued', 'deferred') and (due_at <= now() or ${inHands(sql)})`;
    return left.length === 0;
  });
}

describe('a server that takes connections and says nothing', () => {
  it('is told through all tries, since the same instant, with all who wait and the next try; until it answers one', async () => {
    const t = await tried();
    const before = Date.now();
    await t.tryNow();
    const after = Date.now();
    expect(await t.silence()).toBeNull();
    t.clock.advance(30_000);
    const first = await t.silence();
    const [next] = await sql<{ at: Date }[]>`
      select min(due_at) as at from pipeline_queue where tenant_id = ${t.slug} and lane_id = ${t.campaign.id}`;
    expect(first).toEqual({ since: expect.any(String), waiting: 3, later: 0, nextTryAt: next?.at.toISOString() });
    const since = Date.parse(first!.since);
    expect(since).toBeGreaterThanOrEqual(before);
    expect(since).toBeLessThan(after);

    for (let i = 0; i < 2; i++) {
      await t.tryNow();
      expect(await t.silence()).toMatchObject({ since: first!.since, waiting: 3 });
    }

    t.said.answers = true;
    await t.tryNow(t.campaign.messages.slice(0, 1));
    expect(await t.silence()).toBeNull();
  });

  it('is another one than one that says why it takes nothing', async () => {
    const t = await tried();
    t.said.greeting = '421 4.3.2 shutting down';
    await t.tryNow();
    t.clock.advance(60_000);
    expect(await t.silence()).toBeNull();
    t.said.greeting = '';
    await t.tryNow();
    t.clock.advance(60_000);
    expect(await t.silence()).toMatchObject({ waiting: 3 });
  });
});

it('an organisation’s own server that cannot be reached is told to it alone, also while its provider rests', async () => {
  const [t, other] = [await testTenant(database), await testTenant(database)];
  const configuration = { kind: 'smtp', host: '127.0.0.1', port: 1, security: 'none' } as const;
  await createProvider(t.ctx, { name: 'Away', configuration });
  const [campaign, others] = [
    await queuedCampaign(database, t.slug, 3, { asleep: true }),
    await queuedCampaign(database, other.slug, 3, { asleep: true }),
  ];
  const worker = await startDelivery(database.services);
  onTestFinished(() => worker.stop());
  const silence = async () => (await readOutlook(t.ctx, { id: campaign.id })).silence;
  await tryNow(t.slug, campaign, campaign.messages);
  t.clock.advance(30_000);
  const first = await silence();
  expect(first).toMatchObject({ waiting: 3 });
  for (let i = 0; i < 2; i++) await tryNow(t.slug, campaign, campaign.messages);
  const waits = await sql<{ says: string }[]>`
    select distinct error_message as says from pipeline_messages where tenant_id = ${t.slug}`;
  expect(waits.map(({ says }) => says)).toEqual([expect.stringContaining('rests')]);
  expect(await silence()).toMatchObject({ since: first!.since, waiting: 3 });
  await others.wake();
  await until('the others', async () => (await statesOf(database, others))['sent'] === 3);
  expect(await silence()).toMatchObject({ since: first!.since, waiting: 3 });
  other.clock.advance(60_000);
  expect((await readOutlook(other.ctx, { id: others.id })).silence).toBeNull();
});
