import { describe, expect, it, onTestFinished } from 'vitest';
import { fixedClock } from '@/lib/platform/clock';
import { logger } from '@/lib/platform/log';
import { testDatabase } from '@/lib/testing/database';
import { type Reply } from '@/lib/testing/scripted-http';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  createDkimKey,
  createProvider,
  createSender,
  deleteDkimKey,
  deleteProvider,
  listProviders,
  smtpProvider,
  updateProvider,
} from '.';
import { handOverAll } from './contract';
import { messages, routerOf, scriptedProvider, webhook } from '@/lib/testing/routed';
import { outcomesOf } from './outcomes';
import type { OutboundMessage, Provider, SendHooks } from './provider';
import { routing } from './router';

const database = await testDatabase({ PRIVATE_TARGETS: 'allow' });
const sql = database.owner.tags;
const ok: Reply = { status: 200 };

const server = scriptedProvider;
const router = () => routerOf(database.services);
const mail = (tenant: string, count: number) =>
  messages(tenant, count, {
    channel: 'email',
    from: 'b@mail.localhost',
    to: 'ada@example.org',
    payload: Buffer.from('From: a@b.example\r\nSubject: s\r\n\r\nx\r\n'),
  });

describe('which provider a message goes by', () => {
  it('is its own organisation’s first one; others’ messages go by theirs, or by what the installation has', async () => {
    const [a, b, c] = await Promise.all([testTenant(database), testTenant(database), testTenant(database)]);
    const [one, two, never] = [await server(), await server(), await server()];
    const sink = await smtpSink();
    onTestFinished(() => sink.close());
    await createProvider(a.ctx, webhook(one.url, 'A first'));
    await createProvider(a.ctx, webhook(never.url, 'A second'));
    await createProvider(b.ctx, webhook(two.url, 'B'));
    await createProvider(b.ctx, {
      name: 'B mail',
      configuration: { kind: 'smtp', host: '127.0.0.1', port: sink.port, security: 'none' },
    });
    const { provider } = await router();
    const batch = [
      ...messages(a.slug, 3),
      ...messages(b.slug, 2),
      ...mail(b.slug, 1),
      ...mail(c.slug, 2),
      ...messages(c.slug, 1),
    ];
    const { outcomes, begun, answered } = await handOverAll(provider, batch);
    expect(outcomes.map((o) => ('provider' in o ? o.provider : o.state))).toEqual([
      'A first',
      'A first',
      'A first',
      'B',
      'B',
      'B mail',
      'accepted',
      'accepted',
      'accepted',
    ]);
    expect([one, two, never].map((s) => s.requests.length)).toEqual([3, 2, 0]);
    expect(sink.received).toHaveLength(1);
    expect(await sql`select 1 from sandbox_messages where tenant_id = ${c.slug}`).toHaveLength(3);
    expect(begun.toSorted((x, y) => x - y)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(answered).toHaveLength(batch.length);
  });

  it('a mail server carries mail only: other channels wait for a provider and are told where to add one', async () => {
    const { slug } = await testTenant(database);
    const smtp = smtpProvider({ host: '127.0.0.1', port: 1 });
    const provider = routing(database.services, smtp, fixedClock(new Date()), logger('test'));
    const { outcomes, begun } = await handOverAll(provider, messages(slug, 1));
    expect(outcomes[0]).toMatchObject({
      state: 'unsent',
      reason: expect.stringContaining('Providers'),
      retryAfterSeconds: 600,
    });
    expect(begun).toEqual([]);
    await provider.close();
  });

  it('is the sandbox for what began there, whatever carries its channel since; the rest of its organisation goes on', async () => {
    const { ctx, slug } = await testTenant(database);
    const [own, sink] = [await server(), await smtpSink()];
    onTestFinished(() => sink.close());
    await createProvider(ctx, webhook(own.url, 'Own'));
    const batch = [
      ...messages(slug, 2, { inSandbox: true }),
      ...messages(slug, 1),
      ...mail(slug, 1).map((one) => ({ ...one, inSandbox: true })),
      ...mail(slug, 1),
    ];
    const smtp = smtpProvider({ host: '127.0.0.1', port: sink.port });
    const installed = routing(database.services, smtp, fixedClock(new Date()), logger('test'));
    const { outcomes } = await handOverAll(installed, batch);
    await installed.close();
    expect(outcomes.map((one) => ('provider' in one ? one.provider : one.state))).toEqual([
      ...['sandbox', 'sandbox', 'Own', 'sandbox'],
      'unsent',
    ]);
    const caught = async () => (await sql`select 1 from sandbox_messages where tenant_id = ${slug}`).length;
    expect([await caught(), own.requests.length]).toEqual([3, 1]);
    const { provider } = await router();
    await handOverAll(provider, [...messages(slug, 2, { inSandbox: true }), ...messages(slug, 1)]);
    expect([await caught(), own.requests.length]).toEqual([5, 2]);
  });

  it('is the one that was added a moment ago, and not the sandbox that stood in for it', async () => {
    const { ctx, slug } = await testTenant(database);
    const own = await server();
    const { provider } = await router();
    expect(await outcomesOf(provider, messages(slug, 1))).toMatchObject([{ state: 'accepted' }]);
    await createProvider(ctx, webhook(own.url, 'First'));
    expect(await outcomesOf(provider, messages(slug, 1))).toMatchObject([{ state: 'accepted', provider: 'First' }]);
    expect(own.requests).toHaveLength(1);
  });

  it('is the next one where the first was certainly not handed it: away, wrong credentials, too much', async () => {
    const { ctx, slug } = await testTenant(database);
    const away = await server();
    await away.close();
    const denied = await server(() => ({ status: 401 }));
    const busy = await server(() => ({ status: 429 }));
    const last = await server();
    for (const [i, each] of [away, denied, busy, last].entries()) await createProvider(ctx, webhook(each.url, `P${i}`));
    const { provider } = await router();
    const { outcomes, begun } = await handOverAll(provider, messages(slug, 2));
    expect(outcomes).toMatchObject([{ provider: 'P3' }, { provider: 'P3' }]);
    // Announced once, although three providers got to see it.
    expect(begun).toHaveLength(2);
    expect([denied, busy, last].map((s) => s.requests.length)).toEqual([2, 2, 2]);
  });

  it('stays the first one for what may have been taken, or is refused for its own sake', async () => {
    const { ctx, slug } = await testTenant(database);
    const first = await server((_, i) => (i === 0 ? 'cut' : { status: [422, 503][i - 1]! }));
    const second = await server();
    await createProvider(ctx, webhook(first.url, 'first'));
    await createProvider(ctx, webhook(second.url, 'second'));
    const { provider } = await router();
    for (const state of ['unknown', 'refused', 'refused'])
      expect((await handOverAll(provider, messages(slug, 1))).outcomes[0]).toMatchObject({ state, provider: 'first' });
    expect(second.requests).toHaveLength(0);
  });
});

describe('mail by the mail server that all share', () => {
  const from = (tenant: string, address: string) =>
    mail(tenant, 1).map((each) => ({
      ...each,
      payload: Buffer.from(`From: "A, B" <${address}>\r\nSubject: s\r\n\r\nx\r\n`),
    }));
  async function shared() {
    const sink = await smtpSink();
    const fallback = smtpProvider({ host: '127.0.0.1', port: sink.port });
    const provider = routing(database.services, fallback, fixedClock(new Date()), logger('test'));
    onTestFinished(async () => {
      await provider.close();
      await sink.close();
    });
    return { sink, send: async (batch: OutboundMessage[]) => (await handOverAll(provider, batch)).outcomes };
  }
  const waits = { state: 'unsent', reason: expect.stringContaining('DKIM key'), retryAfterSeconds: 600 };

  it('carries only names that are its organisation’s own now, each message for itself', async () => {
    const [a, b] = await Promise.all([testTenant(database), testTenant(database)]);
    const key = await createDkimKey(b.ctx, { domain: 'b.example' });
    await sql`update dkim_keys set published_at = now() where tenant_id = ${b.slug} and id = ${key.id}`;
    const { sink, send } = await shared();
    const batch = [
      ...from(a.slug, `${a.slug}@mail.localhost`),
      ...from(a.slug, 'office@b.example'),
      ...from(a.slug, `${b.slug}@mail.localhost`),
      ...from(a.slug, `${a.slug}.News@mail.localhost`),
      ...from(b.slug, 'office@b.example'),
      ...from(b.slug, 'office@news.b.example'),
      ...from(b.slug, 'office@notb.example'),
    ];
    const taken = { state: 'accepted' };
    expect(await send(batch)).toMatchObject([taken, waits, waits, taken, taken, taken, waits]);
    expect(await send(batch.slice(0, 2))).toMatchObject([taken, waits]);
    expect(sink.received).toHaveLength(5);
  });

  it('carries no longer the name that rested on a provider that was deleted or disabled, or on a key that is gone', async () => {
    const [a, b, c] = await Promise.all([testTenant(database), testTenant(database), testTenant(database)]);
    const own = { name: 'own', configuration: { kind: 'sendgrid' as const, apiKey: 'x' } };
    const [of, ofB] = [await createProvider(a.ctx, own), await createProvider(b.ctx, own)];
    for (const { ctx } of [a, b]) await createSender(ctx, { fromName: 'X', fromEmail: 'dean@victim.example' });
    await deleteProvider(a.ctx, { id: of.provider.id, anyway: true });
    await updateProvider(b.ctx, { id: ofB.provider.id, enabled: false, anyway: true });
    const key = await createDkimKey(c.ctx, { domain: 'victim.example' });
    await sql`update dkim_keys set published_at = now() where tenant_id = ${c.slug} and id = ${key.id}`;
    await createSender(c.ctx, { fromName: 'X', fromEmail: 'dean@victim.example' });
    await deleteDkimKey(c.ctx, { id: key.id });
    const { sink, send } = await shared();
    const batch = [a, b, c].flatMap(({ slug }) => from(slug, 'dean@victim.example'));
    expect(await send(batch)).toMatchObject([waits, waits, waits]);
    expect(sink.received).toEqual([]);
  });
});

describe('a provider that fails again and again', () => {
  it('rests, burning no attempt, is tried by one message, and takes all when that worked', async () => {
    const { ctx, slug } = await testTenant(database);
    let status = 401;
    const only = await server(() => ({ status }));
    const { provider: row } = await createProvider(ctx, webhook(only.url, 'only'));
    const { provider, clock } = await router();
    const send = async (count: number) => (await handOverAll(provider, messages(slug, count))).outcomes;
    for (const outcome of await send(5))
      expect(outcome).toMatchObject({ state: 'refused', kind: 'auth', provider: 'only' });
    for (const outcome of await send(3)) expect(outcome).toMatchObject({ state: 'unsent', retryAfterSeconds: 30 });
    expect(only.requests).toHaveLength(5);
    await until('its state to be told', async () => {
      const [told] =
        await sql`select state, last_error from sending_providers where tenant_id = ${slug} and id = ${row.id}`;
      return told!['state'] === 'failing' && /401/.test(String(told!['last_error']));
    });
    clock.advance(30_000);
    status = 200;
    expect((await send(3)).map((o) => o.state)).toEqual(['accepted', 'unsent', 'unsent']);
    expect((await send(3)).map((o) => o.state)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('shows its last answer, a refusal too, and nothing that was heard under settings it has no more', async () => {
    const { ctx, slug } = await testTenant(database);
    let late: (reply: Reply) => void = () => {};
    const old = await server(() => new Promise<Reply>((answer) => (late = answer)));
    const { provider: row } = await createProvider(ctx, webhook(old.url, 'hook'));
    const young = await server(() => ({ status: 401 }));
    const { provider, clock } = await router();
    const under = handOverAll(provider, messages(slug, 1));
    await until('the old server to be asked', () => old.requests.length > 0);
    old.answer = () => ok;
    await updateProvider(ctx, { id: row.id, configuration: { kind: 'webhook', url: young.url } });
    const shows = (state: string, lastError: RegExp) =>
      until(`${state}, ${lastError}`, async () => {
        clock.advance(3_600_000);
        await handOverAll(provider, messages(slug, 1));
        const [shown] = (await listProviders(ctx, {})).items;
        return shown?.state === state && lastError.test(shown.lastError ?? '');
      });
    late({ status: 401, body: 'old' });
    expect((await under).outcomes).toMatchObject([{ state: 'refused', kind: 'auth' }]);
    await new Promise((done) => setTimeout(done, 300));
    expect((await listProviders(ctx, {})).items).toMatchObject([{ state: 'untried', lastError: null }]);
    await shows('failing', /^Sign-in refused: 401/);
    young.answer = () => ({ status: 400, body: 'not yours' });
    await shows('untried', /^Refused: 400 not yours/);
    young.answer = () => ok;
    await shows('ok', /./);
    young.answer = () => ({ status: 503, body: 'later' });
    await shows('ok', /^Put off: 503 later/);
  });

  it('that stops answering leaves in doubt what was on its wire, not what waited behind it', async () => {
    const { ctx, slug } = await testTenant(database);
    const only = await server(() => 'cut');
    await createProvider(ctx, webhook(only.url, 'only'));
    const { provider } = await router();
    const { outcomes, begun } = await handOverAll(provider, messages(slug, 60));
    const doubted = outcomes.filter(({ state }) => state === 'unknown').length;
    expect(doubted).toBe(begun.length);
    expect(doubted).toBeLessThan(20);
    expect(outcomes.filter(({ state }) => state === 'unsent')).toHaveLength(60 - doubted);
  });

  it('is left alone for as long as it asked for', async () => {
    const { ctx, slug } = await testTenant(database);
    const only = await server(() => ({ status: 429, headers: { 'retry-after': '90' } }));
    await createProvider(ctx, webhook(only.url, 'only'));
    const { provider } = await router();
    await handOverAll(provider, messages(slug, 1));
    expect((await handOverAll(provider, messages(slug, 1))).outcomes[0]).toMatchObject({
      state: 'unsent',
      retryAfterSeconds: 90,
    });
    expect(only.requests).toHaveLength(1);
  });
});

describe('while messages are on their way', () => {
  it('one that was called off goes to no provider', async () => {
    const { ctx, slug } = await testTenant(database);
    const [first, second] = [await server(), await server()];
    await createProvider(ctx, webhook(first.url, 'first'));
    await createProvider(ctx, webhook(second.url, 'second'));
    const { provider } = await router();
    const outcomes = await outcomesOf(provider, messages(slug, 1), {
      handingOver() {
        throw new Error('given back');
      },
    });
    expect(outcomes).toMatchObject([{ state: 'unsent' }]);
    expect([first.requests.length, second.requests.length]).toEqual([0, 0]);
  });

  it.each(['breaks off', 'ends'])(
    'a provider that %s before it answered leaves in doubt what it announced, and takes nothing of the rest any more',
    async (how) => {
      const [own, other] = [await testTenant(database), await testTenant(database)];
      await createProvider(own.ctx, webhook((await server()).url, 'own'));
      let late: SendHooks | undefined;
      const broken: Provider = {
        name: 'broken',
        channel: 'email',
        async send(_, hooks) {
          hooks.handingOver(0);
          late = hooks;
          if (how === 'breaks off') throw new Error('the wire broke');
        },
        close: () => Promise.resolve(),
      };
      const provider = routing(database.services, broken, fixedClock(new Date()), logger('test'));
      onTestFinished(() => provider.close());
      const from = `From: ${other.slug}@mail.localhost\r\n\r\nx\r\n`;
      const batch = [...messages(own.slug, 1), ...mail(other.slug, 2).map((each) => ({ ...each, payload: from }))];
      const { outcomes, begun, answered } = await handOverAll(provider, batch);
      expect(outcomes).toMatchObject([{ provider: 'own' }, { state: 'unknown' }, { state: 'unsent' }]);
      expect(() => late?.handingOver(1)).toThrow('broke off');
      late?.answered(0, { state: 'accepted', response: 'late' });
      expect(begun.toSorted((x, y) => x - y)).toEqual([0, 1]);
      expect(answered).toHaveLength(3);
    },
  );

  it('changed settings are used within seconds, and a disabled provider no more', async () => {
    const { ctx, slug } = await testTenant(database);
    const [old, young] = [await server(), await server()];
    const { provider: row } = await createProvider(ctx, webhook(old.url, 'hook'));
    const { provider } = await router();
    await handOverAll(provider, messages(slug, 1));
    await updateProvider(ctx, { id: row.id, configuration: { kind: 'webhook', url: young.url } });
    await until('the new address to be used', async () => {
      await handOverAll(provider, messages(slug, 1));
      return young.requests.length > 0;
    });
    await updateProvider(ctx, { id: row.id, enabled: false });
    await until('it to be used no more', async () => {
      const { outcomes } = await handOverAll(provider, messages(slug, 1));
      return !('provider' in outcomes[0]!);
    });
  });
});
