import { expect, it } from 'vitest';
import { createProvider, type OutboundMessage } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { smtpSink } from '@/lib/testing/smtp-sink';
import { testTenant } from '@/lib/testing/tenant';
import { handOver } from './hand-over';

const sink = await smtpSink();
const holding = await holdingServer();
const database = await testDatabase({ PRIVATE_TARGETS: 'allow' });

/** An organisation with one server, to which one message goes at a time, and three messages for it, which it took before. */
async function toServer(port: number) {
  const { ctx, slug: tenant } = await testTenant(database);
  const server = { kind: 'smtp' as const, host: '127.0.0.1', port, security: 'none' as const, connections: 1 };
  await createProvider(ctx, { name: 'Slow', configuration: server });
  const messages = ['first', 'second', 'third'].map((name): OutboundMessage => {
    const to = `${name}@${tenant}.test`;
    return {
      tenant,
      channel: 'email',
      messageId: name,
      from: `from@${tenant}.test`,
      to,
      payload: 'Subject: x\r\n\r\nx\r\n',
    };
  });
  // The connection stands from then on: how long it takes to open is no matter of these tests.
  expect(await handOver(ctx, messages)).toMatchObject(messages.map(() => ({ state: 'accepted' })));
  return { ctx, messages, to: messages.map(({ to }) => to) };
}

const tooLate = { state: 'unsent', reason: expect.stringMatching(/in time/) };
const aWhile = () => new Promise((done) => setTimeout(done, 700));

it('what no wire took before patience ended is unsent: it does not arrive later, and no server hears of the rest', async () => {
  const { ctx, messages, to } = await toServer(sink.port);
  sink.received.length = 0;
  const asked: string[] = [];
  sink.delayMs = 400;
  sink.refuse = (address) => {
    asked.push(address);
    return null;
  };
  expect(await handOver(ctx, messages, 150)).toEqual([tooLate, tooLate, tooLate]);
  await aWhile();
  expect(sink.received).toEqual([]);
  expect(asked).toEqual([to[0]]);
});

it('what was on the wire when patience ended is in doubt, and what waited behind it does not go', async () => {
  const { ctx, messages, to } = await toServer(Number(new URL(holding.url).port));
  holding.bodies.length = 0;
  holding.holding = true;
  expect(await handOver(ctx, messages, 150)).toEqual([
    { state: 'unknown', reason: expect.stringMatching(/may have arrived/) },
    tooLate,
    tooLate,
  ]);
  holding.release();
  await aWhile();
  expect(holding.bodies).toEqual([to[0]]);
});
