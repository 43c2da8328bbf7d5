import { createServer, type AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createRule } from '@/lib/compliance';
import { createProvider } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { startDelivery } from '.';

const database = await testDatabase({
  PRIVATE_TARGETS: 'allow',
  SMTP_URL: 'smtp://127.0.0.1:1',
  SMTP_LIMITS: '100000/hour',
});
const sql = database.owner.tags;

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  const { port } = listener.address() as AddressInfo;
  await new Promise((done) => listener.close(done));
  return port;
}

async function smtp({ ctx }: TestTenant, name: string, port: number): Promise<string> {
  const configuration = { kind: 'smtp' as const, host: '127.0.0.1', port, security: 'none' as const };
  return (await createProvider(ctx, { name, configuration })).provider.id;
}

/** An organisation whose first provider cannot be reached, and whose second one works. */
async function organisation() {
  const t = await testTenant(database);
  const server = await holdingServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const first = await smtp(t, 'First', await closedPort());
  await smtp(t, 'Second', Number(new URL(server.url).port));
  return { ...t, first };
}

async function sends(t: TestTenant): Promise<void> {
  const campaign = await queuedCampaign(database, t.slug, 1);
  const worker = await startDelivery(database.services);
  onTestFinished(() => worker.stop());
  await until('it to be handed over or put off', async () => {
    const states = await statesOf(database, campaign);
    return states['sent'] ?? states['deferred'];
  });
  expect(await statesOf(database, campaign)).toEqual({ sent: 1 });
}

it('whoever tries a provider that failed last goes by the next one where it fails again', async () => {
  const t = await organisation();
  await createRule(t.ctx, {
    name: 'A thousand an hour',
    rule: { type: 'capacity', action: { messages: 1000, seconds: 3600, per: 'provider' } },
  });
  await sql`update sending_providers set state = 'failing' where tenant_id = ${t.slug} and id = ${t.first}`;
  await sends(t);
});

it('the limits of the shared mail server bind nobody to one of the providers of their own', async () => {
  await sends(await organisation());
});
