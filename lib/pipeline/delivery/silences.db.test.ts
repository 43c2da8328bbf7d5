import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { expect, it } from 'vitest';
import { openLane } from '@/lib/pipeline';
import { withSystem } from '@/lib/platform/db/system';
import type { HandOver } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { Hands } from './hands';
import { Recorder } from './recorder';
import { resultOf } from './result';
import { Signal } from './signal';
import { Silences } from './silences';

const database = await testDatabase();
const silent: HandOver = { state: 'unsent', reason: 'the server did not answer within 20 s', heard: 'silence' };
const accepted: HandOver = { state: 'accepted', response: '250 ok' };

/** A recorder whose log is kept, and lanes whose messages were given to a server at one instant and answered at another; seconds. */
async function recording() {
  const { slug, clock } = await testTenant(database);
  const start = clock.now().getTime();
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'info', base: null }, { write: (line) => void lines.push(JSON.parse(line) as never) });
  const silences = new Silences(log, (tenant, channel) => [`Relay of ${tenant}`, channel]);
  const journal = { recorded: () => undefined };
  const recorder = new Recorder(
    database.services,
    clock,
    log,
    journal,
    new Signal(),
    new Hands(),
    silences,
    () => undefined,
  );
  const lane = async () => {
    const lane = { tenant: slug, id: randomUUID(), kind: 'campaign', channel: 'email' } as const;
    await withSystem(database.services, (sql) => openLane(sql, { ...lane, priority: 5 }));
    const target = { lane, sourceId: lane.id, templateId: null, provider: 'sandbox', worker: 'w' };
    const heard = async (outcome: HandOver, at: number, givenAt = at) => {
      clock.advance(start + at * 1000 - clock.now().getTime());
      const message = { id: randomUUID(), contactId: randomUUID(), attempts: 1, due: clock.now().toISOString() };
      recorder.add(target, resultOf(message, outcome, clock.now(), 0, start + givenAt * 1000));
      await recorder.settled();
    };
    return { id: lane.id, heard };
  };
  const told = () => lines.splice(0).map(({ level, msg, since, ...line }) => [level === 40, msg, at(since), line]);
  const at = (since: unknown) => (Date.parse(String(since)) - start) / 1000;
  const of = (id: string) => ({ tenant: slug, channel: 'email', providers: [`Relay of ${slug}`, 'email'], lane: id });
  return { lane, told, of };
}

it('a silence is told once, with whose it is and since when, as soon as it is longer than usual; and once its end', async () => {
  const { lane, told, of } = await recording();
  const [one, other] = [await lane(), await lane()];
  await one.heard(silent, 0);
  await one.heard(silent, 14);
  expect(told()).toEqual([]);
  await one.heard(silent, 16);
  expect(told()).toEqual([
    [true, 'a server says nothing, and messages wait for it', 0, expect.objectContaining(of(one.id))],
  ]);
  await one.heard(silent, 60);
  await one.heard({ state: 'unsent', reason: 'Every provider rests.' }, 70);
  expect(told()).toEqual([]);
  await other.heard(silent, 80, 60);
  expect(told()).toMatchObject([[true, expect.anything(), 60, of(other.id)]]);
  await one.heard(accepted, 90);
  expect(told()).toMatchObject([[false, 'a server answers again', 0, of(one.id)]]);
  await one.heard(accepted, 95);
  await one.heard(silent, 120, 100);
  expect(told()).toMatchObject([[true, expect.anything(), 100, of(one.id)]]);
});

it('a server that answers is no line of the log', async () => {
  const { lane, told } = await recording();
  const { heard } = await lane();
  await heard(accepted, 0);
  await heard(silent, 5, 1);
  await heard(accepted, 10);
  expect(told()).toEqual([]);
});
