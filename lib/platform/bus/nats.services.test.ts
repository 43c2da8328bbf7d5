import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { startRelay } from '@/workers/relay/relay';
import { systemClock } from '../clock';
import { config } from '../config';
import { logger } from '../log';
import { busContract, commitFacts, specOf, until } from './contract';
import { natsBus } from './nats';

const prefix = `T${randomBytes(4).toString('hex')}_`;
const database = await testDatabase({ BUS_PREFIX: prefix, REDIS_URL: '' });
const url = config().natsUrl ?? '';
const relay = startRelay(database.services);
afterAll(() => relay.stop());

const open = () =>
  natsBus({
    url,
    prefix,
    sql: database.services.system.tags,
    clock: systemClock,
    log: logger('bus'),
    ackWaitMs: 3_000,
    floorEveryMs: 100, // long before the relay sees that a stream was lost
  });

describe('the bus on JetStream', () => {
  busContract(() => ({ open, owner: database.owner, env: { ...process.env } }));
});

describe('a lost stream', () => {
  it('is filled again from the outbox with what a consumer still needs', async () => {
    const { connect } = await import('nats');
    const nc = await connect({ servers: url });
    const bus = open();
    const tenant = 't-lost-stream';
    const spec = specOf();
    const seen = new Set<string>();
    const subscription = await bus.subscribe(spec, async (facts) => {
      for (const fact of facts) if (fact.tenant === tenant) seen.add(fact.id);
    });
    await subscription.stop();
    const ids = await commitFacts({ owner: database.owner }, tenant, 40);
    await until(async () => {
      const [row] = await database.owner.tags<
        { ok: boolean }[]
      >`select published = position and not exists (select 1 from outbox where position is null) as ok from relay_state`;
      return row?.ok ?? false;
    }, 'the facts on the stream');
    await (await nc.jetstreamManager()).streams.delete(`${prefix}FACTS`);
    const again = await bus.subscribe(spec, async (facts) => {
      for (const fact of facts) if (fact.tenant === tenant) seen.add(fact.id);
    });
    await until(() => seen.size === 40, 'the facts after the loss', 30_000);
    expect([...seen].sort()).toEqual(ids.sort());
    await again.stop();
    await bus.close();
    await nc.close();
  }, 60_000);

  it('is left behind clean', async () => {
    const { connect } = await import('nats');
    const nc = await connect({ servers: url });
    await relay.stop();
    const jsm = await nc.jetstreamManager();
    expect(await jsm.streams.delete(`${prefix}FACTS`)).toBe(true);
    await nc.close();
  });
});
