import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { Connection } from '@/db/client';
import { DomainError } from '../errors';
import type { Bus, FactHandler, StampedFact, Subscription, SubscriptionSpec } from './port';

/** What a bus under contract needs around it: a database, and a relay that runs. */
export interface BusBench {
  /** A new connection to the bus, as another process would have; closed after the test. */
  open(): Bus;
  owner: Connection;
  /** Environment of a child process that opens the same bus by its settings. */
  env: Record<string, string | undefined>;
}

const project = fileURLToPath(new URL('../../..', import.meta.url));
let sequence = 0;

/** Waits until `check` holds. */
export async function until(check: () => boolean | Promise<boolean>, what: string, ms = 20_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`Waited ${ms} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Commits `count` facts of one tenant, in transactions of ten; answers their ids. */
export async function commitFacts(
  { owner }: Pick<BusBench, 'owner'>,
  tenant: string,
  count: number,
  type = 'contact.created',
): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 10) {
    const size = Math.min(10, count - i);
    const rows = await owner.tags<{ id: string }[]>`
      insert into outbox (tenant_id, type, entity_type, entity_id, version, payload)
      select ${tenant}, ${type}, 'contact', ${randomUUID()}, n, jsonb_build_object('n', n) from generate_series(${i + 1}::int, ${i + size}::int) n returning id`;
    ids.push(...rows.map((row) => row.id));
  }
  return ids;
}

export const specOf = (more: Partial<SubscriptionSpec> = {}): SubscriptionSpec => ({
  name: `c-${process.pid}-${(sequence += 1)}`,
  facts: ['*'],
  batch: 50,
  from: 'start',
  maxAttempts: 3,
  backoff: { firstMs: 20, capMs: 100 },
  ...more,
});

const tenantName = () => `t-${randomUUID().slice(0, 8)}`;

function collector(tenant: string): { seen: StampedFact[]; ids: () => string[]; handler: FactHandler } {
  const seen: StampedFact[] = [];
  return {
    seen,
    ids: () => [...new Set(seen.map((fact) => fact.id))].sort(),
    handler: async (facts) => void seen.push(...facts.filter((fact) => fact.tenant === tenant)),
  };
}

/** Opens and subscribes for one test; all of it ends with the test. */
function tools(bench: () => BusBench) {
  const openBus = (): Bus => {
    const bus = bench().open();
    onTestFinished(() => bus.close());
    return bus;
  };
  const subscribe = async (spec: SubscriptionSpec, handler: FactHandler, bus = openBus()): Promise<Subscription> => {
    const subscription = await bus.subscribe(spec, handler);
    onTestFinished(() => subscription.stop());
    return subscription;
  };
  const deadOf = (consumer: string) =>
    bench().owner.tags<{ fact: StampedFact; attempts: number; error: string }[]>`
      select fact, attempts, error from dead_letters where consumer = ${consumer}`;
  return { openBus, subscribe, deadOf };
}

/** The guarantees that every bus gives. */
export function busContract(bench: () => BusBench): void {
  deliveryContract(bench);
  failureContract(bench);
  placeContract(bench);
  replayContract(bench);
  replayTurnsContract(bench);
}

function deliveryContract(bench: () => BusBench): void {
  const { subscribe } = tools(bench);

  it('gives every fact to every consumer, whole', async () => {
    const tenant = tenantName();
    const [a, b] = [collector(tenant), collector(tenant)];
    await subscribe(specOf(), a.handler);
    await subscribe(specOf(), b.handler);
    const ids = await commitFacts(bench(), tenant, 230);
    await until(() => a.ids().length === 230 && b.ids().length === 230, '230 facts at both consumers');
    expect(a.ids()).toEqual(ids.sort());
    const first = a.seen.find((fact) => fact.payload['n'] === 1);
    expect(first).toMatchObject({
      tenant,
      type: 'contact.created',
      entityType: 'contact',
      version: 1,
      payload: { n: 1 },
    });
    expect(Number.isNaN(Date.parse(first?.occurredAt ?? ''))).toBe(false);
    expect(first?.position).toBeGreaterThan(0);
  });

  it('gives a consumer only the facts it asked for', async () => {
    const tenant = tenantName();
    const [domain, exact, two] = [collector(tenant), collector(tenant), collector(tenant)];
    await subscribe(specOf({ facts: ['message.*'] }), domain.handler);
    await subscribe(specOf({ facts: ['contact.updated'] }), exact.handler);
    await subscribe(specOf({ facts: ['contact.updated', 'message.*'] }), two.handler);
    for (const type of ['contact.created', 'message.sent', 'contact.updated', 'message.failed'])
      await commitFacts(bench(), tenant, 5, type);
    await until(
      () => two.ids().length === 15 && domain.ids().length === 10 && exact.ids().length === 5,
      'the facts asked for',
    );
    expect(new Set(domain.seen.map((fact) => fact.type))).toEqual(new Set(['message.sent', 'message.failed']));
    expect(new Set(exact.seen.map((fact) => fact.type))).toEqual(new Set(['contact.updated']));
  });
}

function failureContract(bench: () => BusBench): void {
  const { subscribe, deadOf } = tools(bench);

  it('tries a failing fact again with growing waits, marks it, and passes the others meanwhile', async () => {
    const tenant = tenantName();
    const calls: { at: number; redelivered: boolean }[] = [];
    const good = collector(tenant);
    const spec = specOf({ maxAttempts: 4 });
    await subscribe(spec, async (facts) => {
      const mine = facts.filter((fact) => fact.tenant === tenant);
      const bad = mine.find((fact) => fact.payload['n'] === 3);
      if (bad && mine.length === 1) calls.push({ at: performance.now(), redelivered: bad.redelivered });
      if (bad && calls.length < 3) throw new TypeError('a fault');
      await good.handler(facts);
    });
    await commitFacts(bench(), tenant, 10);
    await until(() => good.ids().length === 10, 'all ten facts');
    expect(calls.length).toBeGreaterThanOrEqual(3);
    expect(calls.at(-1)?.redelivered).toBe(true);
    expect((calls[2]?.at ?? 0) - (calls[1]?.at ?? 0)).toBeGreaterThanOrEqual(20);
    expect(await deadOf(spec.name)).toHaveLength(0);
  });

  it('makes a dead letter of a fact that fails to the end, once, and passes the others', async () => {
    const tenant = tenantName();
    const good = collector(tenant);
    const spec = specOf({ maxAttempts: 3 });
    await subscribe(spec, async (facts) => {
      if (facts.some((fact) => fact.tenant === tenant && fact.payload['n'] === 3)) throw new TypeError('always');
      await good.handler(facts);
    });
    await commitFacts(bench(), tenant, 10);
    await until(async () => (await deadOf(spec.name)).length === 1, 'the dead letter');
    await until(() => good.ids().length === 9, 'the others');
    const [dead] = await deadOf(spec.name);
    expect(dead).toMatchObject({ attempts: 3, error: 'internal (TypeError)', fact: { tenant, payload: { n: 3 } } });
  });

  it('makes a dead letter of a permanent refusal at once', async () => {
    const tenant = tenantName();
    let calls = 0;
    const spec = specOf({ from: 'now' });
    await subscribe(spec, async (facts) => {
      if (!facts.some((fact) => fact.tenant === tenant)) return;
      calls += 1;
      throw new DomainError({ code: 'not_found', message: 'There is no such contact.' });
    });
    await commitFacts(bench(), tenant, 1);
    await until(async () => (await deadOf(spec.name)).length === 1, 'the dead letter');
    expect((await deadOf(spec.name))[0]?.attempts).toBe(1);
    expect(calls).toBe(1);
  });

  it('waits for an outage longer than any number of attempts, and loses nothing to it', async () => {
    const tenant = tenantName();
    const good = collector(tenant);
    let failures = 0;
    const spec = specOf({ maxAttempts: 2 });
    await subscribe(spec, async (facts) => {
      if (facts.some((fact) => fact.tenant === tenant) && failures < 9) {
        failures += 1;
        throw new DomainError({ code: 'unavailable', message: 'ClickHouse does not answer.' });
      }
      await good.handler(facts);
    });
    await commitFacts(bench(), tenant, 20);
    await until(() => good.ids().length === 20, 'all facts after the outage');
    expect(await deadOf(spec.name)).toHaveLength(0);
  });
}

function placeContract(bench: () => BusBench): void {
  const { openBus, subscribe } = tools(bench);

  it('shares the work of one consumer between processes, and one goes on when the other stops', async () => {
    const tenant = tenantName();
    const spec = specOf({ batch: 5 });
    const [a, b] = [collector(tenant), collector(tenant)];
    const slow =
      (handler: FactHandler): FactHandler =>
      async (facts) => {
        await new Promise((resolve) => setTimeout(resolve, 15));
        await handler(facts);
      };
    const first = await subscribe(spec, slow(a.handler));
    await subscribe(spec, slow(b.handler));
    await commitFacts(bench(), tenant, 150);
    await until(() => a.seen.length + b.seen.length >= 150, 'all facts');
    expect(new Set([...a.ids(), ...b.ids()]).size).toBe(150);
    expect(a.seen.length + b.seen.length).toBe(150);
    expect(Math.min(a.seen.length, b.seen.length)).toBeGreaterThan(0);
    await first.stop();
    await commitFacts(bench(), tenant, 20);
    await until(() => new Set([...a.ids(), ...b.ids()]).size === 170, 'the facts after the first stopped');
  });

  it('gives a consumer that joins late all kept facts, or only new ones, as it asked', async () => {
    const tenant = tenantName();
    const early = collector(tenant);
    await subscribe(specOf(), early.handler);
    await commitFacts(bench(), tenant, 30);
    await until(() => early.ids().length === 30, 'the early consumer');
    const [all, fresh] = [collector(tenant), collector(tenant)];
    await subscribe(specOf({ from: 'start' }), all.handler);
    await subscribe(specOf({ from: 'now' }), fresh.handler);
    const later = await commitFacts(bench(), tenant, 10);
    await until(() => all.ids().length === 40 && fresh.ids().length === 10, 'the late consumers');
    expect(fresh.ids()).toEqual(later.sort());
  });

  it('keeps the place of a consumer that was away, and tells its lag', async () => {
    const tenant = tenantName();
    const spec = specOf();
    const seen = collector(tenant);
    const bus = openBus();
    const subscription = await bus.subscribe(spec, seen.handler);
    await commitFacts(bench(), tenant, 20);
    await until(() => seen.ids().length === 20, 'the first twenty');
    await until(async () => (await bus.lag(spec.name)) === 0, 'no lag');
    await subscription.stop();
    await commitFacts(bench(), tenant, 15);
    await until(async () => (await bus.lag(spec.name)) >= 15, 'a lag of fifteen');
    await subscribe(spec, seen.handler, bus);
    await until(() => seen.ids().length === 35, 'the rest');
    expect(seen.seen).toHaveLength(35);
  });

  it('loses nothing when a process is killed in the middle of a batch', async () => {
    const tenant = tenantName();
    const spec = specOf({ batch: 20 });
    const ids = await commitFacts(bench(), tenant, 120);
    const handled = new Set<string>();
    const child = startChild(bench().env, spec, tenant, handled);
    await until(() => handled.size >= 30, 'the child at work');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(handled.size).toBeLessThan(120);
    const rest = collector(tenant);
    await subscribe(spec, rest.handler);
    await until(() => new Set([...handled, ...rest.ids()]).size === 120, 'the rest after the kill', 40_000);
    expect([...new Set([...handled, ...rest.ids()])].sort()).toEqual(ids.sort());
    expect(rest.seen.filter((fact) => handled.has(fact.id)).every((fact) => fact.redelivered)).toBe(true);
  }, 90_000);
}

/** Asks for a replay as the verbs do. */
const askReplay = ({ owner }: Pick<BusBench, 'owner'>, consumer: string) => owner.tags`
  with asked as (update dead_letters set state = 'replaying' where consumer = ${consumer} and state = 'open' returning 1)
  select pg_notify('replays', ${consumer}) from (select count(*) from asked) x`;

function replayContract(bench: () => BusBench): void {
  const { subscribe } = tools(bench);
  const letterOf = async (consumer: string) => {
    const [row] = await bench().owner.tags<{ state: string; attempts: number; error: string; settled: boolean }[]>`
      select state, attempts, error, settled_at is not null as settled from dead_letters where consumer = ${consumer}`;
    return row;
  };
  /** A consumer that fails on the third fact of its tenant by what `mood` says, with that letter already dead. */
  const withLetter = async (processes = 1) => {
    const tenant = tenantName();
    const mood: { fault: Error | null } = { fault: new TypeError('always') };
    const given: StampedFact[] = [];
    const spec = specOf({ maxAttempts: 1, from: 'now' });
    const handler: FactHandler = async (facts) => {
      const bad = facts.find((fact) => fact.tenant === tenant && fact.payload['n'] === 3);
      if (bad && mood.fault) throw mood.fault;
      given.push(...facts.filter((fact) => fact.tenant === tenant && fact.type === 'contact.created'));
    };
    for (let i = 0; i < processes; i++) await subscribe(spec, handler);
    await commitFacts(bench(), tenant, 5);
    await until(async () => (await letterOf(spec.name)) !== undefined && given.length === 4, 'the dead letter');
    given.length = 0;
    return { tenant, spec, mood, given };
  };

  it('gives a dead letter again when asked, whole and once, though nothing else holds the fact any more', async () => {
    const { tenant, spec, mood, given } = await withLetter(2);
    await bench().owner.tags`delete from outbox where tenant_id = ${tenant}`;
    mood.fault = null;
    await askReplay(bench(), spec.name);
    await until(async () => (await letterOf(spec.name))?.state === 'replayed', 'the replay');
    expect(given).toHaveLength(1);
    expect(given[0]).toMatchObject({ tenant, type: 'contact.created', payload: { n: 3 }, redelivered: true });
    expect(await letterOf(spec.name)).toMatchObject({ state: 'replayed', attempts: 1, settled: true });
    const told = await bench().owner
      .tags`select 1 from outbox where tenant_id = ${tenant} and type = 'system.dead_letter_replayed'`;
    expect(told).toHaveLength(1);
    await askReplay(bench(), spec.name);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(given).toHaveLength(1);
  });

  it('opens a letter again whose replay fails, with the new error, and disturbs no other fact', async () => {
    const { tenant, spec, mood, given } = await withLetter();
    mood.fault = new DomainError({ code: 'invalid', message: 'The address is wrong.' });
    await askReplay(bench(), spec.name);
    await until(async () => (await letterOf(spec.name))?.attempts === 2, 'the second failure');
    expect(await letterOf(spec.name)).toMatchObject({ state: 'open', error: 'The address is wrong.', settled: false });
    await commitFacts(bench(), tenant, 1);
    await until(() => given.length === 1, 'the next fact');
  });

  it('waits with a replay for the end of an outage', async () => {
    const { spec, mood, given } = await withLetter();
    mood.fault = new DomainError({ code: 'unavailable', message: 'ClickHouse does not answer.' });
    await askReplay(bench(), spec.name);
    await until(async () => ((await letterOf(spec.name))?.attempts ?? 0) >= 3, 'tries during the outage');
    expect(await letterOf(spec.name)).toMatchObject({ state: 'replaying', error: 'ClickHouse does not answer.' });
    mood.fault = null;
    await until(async () => (await letterOf(spec.name))?.state === 'replayed', 'the replay');
    expect(given).toHaveLength(1);
  });
}

function replayTurnsContract(bench: () => BusBench): void {
  const { subscribe } = tools(bench);

  it('holds up no other letter for one that meets an outage again and again, and gives that one up in the end', async () => {
    const tenant = tenantName();
    const faults = new Map<unknown, Error>([1, 2].map((n) => [n, new TypeError('always')]));
    const spec = specOf({ maxAttempts: 1, from: 'now' });
    await subscribe(spec, async (facts) => {
      for (const fact of facts) {
        const fault = fact.tenant === tenant ? faults.get(fact.payload['n']) : undefined;
        if (fault) throw fault;
      }
    });
    await commitFacts(bench(), tenant, 2);
    const states = async () => {
      const rows = await bench().owner.tags<{ n: number; state: string }[]>`
        select (fact->'payload'->>'n')::int as n, state from dead_letters where consumer = ${spec.name} order by 1`;
      return rows.map((row) => `${row.n} ${row.state}`);
    };
    await until(async () => (await states()).length === 2, 'the dead letters');
    await bench().owner
      .tags`update dead_letters set created_at = created_at - interval '1 hour' where consumer = ${spec.name} and fact->'payload'->>'n' = '1'`;
    faults.clear();
    faults.set(1, new DomainError({ code: 'unavailable', message: 'This one always takes too long.' }));
    await askReplay(bench(), spec.name);
    await until(async () => (await states()).join() === '1 replaying,2 replayed', 'the replay of the second');
    await bench().owner
      .tags`update dead_letters set attempts = 199 where consumer = ${spec.name} and state = 'replaying'`;
    await until(async () => (await states()).join() === '1 open,2 replayed', 'the end of tries with the first');
  });
}

/** A process of its own that subscribes and tells each fact's id before its batch ends. */
function startChild(
  env: Record<string, string | undefined>,
  spec: SubscriptionSpec,
  tenant: string,
  handled: Set<string>,
): ChildProcess {
  const script = fileURLToPath(new URL('./contract-child.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(spec), tenant], {
    cwd: project,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const id of text.split('\n')) if (id) handled.add(id);
  });
  return child;
}
