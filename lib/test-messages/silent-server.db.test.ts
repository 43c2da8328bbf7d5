import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { handOver } from './hand-over';

const silent = createServer(() => {});
await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
const { port } = silent.address() as AddressInfo;
const database = await testDatabase({ SMTP_URL: `smtp://127.0.0.1:${port}`, PRIVATE_TARGETS: 'allow' });

it('a server of the installation that stays silent is what did not answer: no provider is named where none was set up', async () => {
  const { ctx, slug: tenant } = await testTenant(database);
  const from = `${tenant}@mail.localhost`;
  const rest = { from, to: 'ada@uni.test', payload: `From: ${from}\r\nSubject: x\r\n\r\nx\r\n` };
  expect(await handOver(ctx, [{ tenant, channel: 'email', messageId: 'first', ...rest }], 300)).toEqual([
    { state: 'unsent', reason: 'The mail server did not answer in time. Try again in a minute.' },
  ]);
});
