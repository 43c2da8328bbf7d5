import { describe, expect, it, onTestFinished } from 'vitest';
import { createProvider } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { startDelivery } from '.';

const database = await testDatabase({ PRIVATE_TARGETS: 'allow' });

describe('an organisation whose own provider hangs', () => {
  it('holds up nobody else, however much it has waiting', async () => {
    const [slow, quick] = [await testTenant(database), await testTenant(database)];
    const server = await holdingServer();
    server.holding = true;
    const configuration = {
      kind: 'smtp',
      host: '127.0.0.1',
      port: Number(new URL(server.url).port),
      security: 'none',
    } as const;
    await createProvider(slow.ctx, { name: 'Hanging', configuration });
    const many = await queuedCampaign(database, slow.slug, 1500, { asleep: true });
    const few = await queuedCampaign(database, quick.slug, 200, { asleep: true });
    const worker = await startDelivery(database.services);
    onTestFinished(async () => {
      await server[Symbol.asyncDispose]();
      await worker.stop();
    });
    await many.wake();
    await until('the slow ones to be on their wire', () => server.bodies.length > 0);
    await few.wake();
    await until('the others', async () => (await statesOf(database, few))['sent'] === 200);
    expect((await statesOf(database, many))['sent'] ?? 0).toBe(0);
  });
});
