import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { fixedClock } from '@/lib/platform/clock';
import { testDatabase } from '@/lib/testing/database';
import { scriptedHttp } from '@/lib/testing/scripted-http';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant } from '@/lib/testing/tenant';
import { createProvider, openProvider, testProvider } from '.';
import { handOverAll } from './contract';

const database = await testDatabase();
const sql = database.owner.tags;

it('an address that the operator refuses now is not connected to, although it was saved while it was allowed', async () => {
  const { ctx, slug, admin } = await testTenant(database);
  const [hook, sink] = [await scriptedHttp(() => ({ status: 200 })), await smtpSink()];
  onTestFinished(async () => void (await Promise.all([hook.close(), sink.close()])));
  const url = 'https://crm.example/in';
  const made = [
    await createProvider(ctx, { name: 'CRM', configuration: { kind: 'webhook', url } }),
    await createProvider(ctx, {
      name: 'Relay',
      configuration: { kind: 'smtp', host: 'mail.example', security: 'none' },
    }),
  ];
  const saved = { CRM: { url: hook.url }, Relay: { host: '127.0.0.1', port: sink.port } };
  for (const [name, settings] of Object.entries(saved))
    await sql`update sending_providers set settings = settings || ${sql.json(settings)} where tenant_id = ${slug} and name = ${name}`;
  const provider = openProvider(database.services, fixedClock(new Date()));
  onTestFinished(() => provider.close());
  const message = {
    tenant: slug,
    from: 'b@mail.localhost',
    to: 'ada@example.org',
    payload: Buffer.from('Subject: s\r\n\r\nx'),
  };
  for (const channel of ['webhook', 'email'] as const) {
    const { outcomes } = await handOverAll(provider, [{ ...message, channel, messageId: randomUUID() }]);
    expect(outcomes).toMatchObject([
      { state: 'unsent', reason: expect.stringMatching(/cannot be used: .*private network.*PRIVATE_TARGETS/) },
    ]);
  }
  for (const [i, to] of ['https://crm.example/x', admin.email].entries()) {
    const told = await testProvider(ctx, { id: made[i]!.provider.id, to });
    expect(told).toMatchObject({ ok: false, answer: expect.stringMatching(/private network.*PRIVATE_TARGETS/) });
  }
  expect([hook.requests.length, sink.received.length]).toEqual([0, 0]);
});
