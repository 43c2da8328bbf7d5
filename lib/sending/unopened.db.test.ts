import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { fixedClock } from '@/lib/platform/clock';
import { testDatabase } from '@/lib/testing/database';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { createProvider, openProvider } from '.';
import { handOverAll } from './contract';

const database = await testDatabase({ PRIVATE_TARGETS: 'allow' });
const sql = database.owner.tags;

const mail = (tenant: string, count: number) =>
  Array.from({ length: count }, () => ({
    ...{ tenant, channel: 'email' as const, messageId: randomUUID(), from: 'b@mail.localhost', to: 'ada@example.org' },
    payload: Buffer.from('From: a@b.example\r\nSubject: s\r\n\r\nx\r\n'),
  }));

it('a message whose organisation’s provider cannot be opened waits, and never goes by the installation’s own; that is told twice a minute', async () => {
  const { ctx, slug } = await testTenant(database);
  const { provider: row } = await createProvider(ctx, {
    name: 'Own mail',
    configuration: { kind: 'sendgrid', apiKey: 'key' },
  });
  await sql`update sending_providers set secret = 'v1.00000000.AAAA' where tenant_id = ${slug} and id = ${row.id}`;
  const provider = openProvider(database.services, fixedClock(new Date()));
  onTestFinished(() => provider.close());
  const { outcomes, begun } = await handOverAll(provider, mail(slug, 8));
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({
      state: 'unsent',
      reason: expect.stringMatching(/Own mail.*ENCRYPTION_KEY/),
      retryAfterSeconds: 600,
    });
  expect(begun).toEqual([]);
  expect(await sql`select 1 from sandbox_messages where tenant_id = ${slug}`).toHaveLength(0);
  await until('its state to be told', async () => {
    const [told] = await sql`select state from sending_providers where tenant_id = ${slug} and id = ${row.id}`;
    return told!['state'] === 'failing';
  });
  const written = async () => {
    const [at] = await sql<{ xmin: string; rests: Date }[]>`
      select xmin::text, rests_until as rests from sending_providers where tenant_id = ${slug} and id = ${row.id}`;
    return at!;
  };
  const before = await until('its rest to be told', async () => {
    const told = await written();
    return told.rests > new Date() ? told : null;
  });
  // Read again, it is told again only when the rest that was told runs out.
  await new Promise((done) => setTimeout(done, 3100));
  await handOverAll(provider, mail(slug, 1));
  expect(await written()).toEqual(before);
  const sibling = await smtpSink();
  onTestFinished(() => sibling.close());
  await createProvider(ctx, {
    name: 'Second',
    configuration: { kind: 'smtp', host: '127.0.0.1', port: sibling.port, security: 'none' },
  });
  const later = openProvider(database.services, fixedClock(new Date()));
  onTestFinished(() => later.close());
  expect((await handOverAll(later, mail(slug, 1))).outcomes[0]).toMatchObject({
    state: 'accepted',
    provider: 'Second',
  });
});
