import { describe, expect, it } from 'vitest';
import { handOverAll } from '../contract';
import { SmtpPool, type SmtpPoolOptions } from './pool';
import { smtpProvider } from './provider';
import { scriptedServer, type Script } from './scripted-server';

const raw = (index: number) => Buffer.from(`n: ${index}\r\n\r\nhello\r\n`);
const fast = { first: 5, max: 40 };

async function flood(script: Script, count: number, options: Partial<SmtpPoolOptions> = {}) {
  const server = await scriptedServer(script);
  const pool = new SmtpPool({ host: '127.0.0.1', port: server.port, backoff: fast, ...options });
  const outcomes = await Promise.all(
    Array.from({ length: count }, (_, i) => pool.send({ from: 'b@x', to: `u${i}@x` }, raw(i))),
  );
  await pool.close();
  await server[Symbol.asyncDispose]();
  return { server, outcomes, states: outcomes.map((outcome) => outcome.state) };
}

describe('SmtpPool', () => {
  it('sends each message once over a bounded number of connections, renewed after so many messages', async () => {
    const { server, states } = await flood({}, 200, { size: 4, maxMessages: 20 });
    expect(new Set(states)).toEqual(new Set(['accepted']));
    expect(new Set(server.bodies).size).toBe(200);
    expect(server.bodies).toHaveLength(200);
    expect(server.connections).toBeGreaterThanOrEqual(10);
  });

  it('loses none and doubles none when the server keeps cutting connections', async () => {
    let commands = 0;
    const { server, states } = await flood(
      { on: (command) => (++commands % 37 === 0 && command !== 'QUIT' ? 'cut' : undefined) },
      300,
      { size: 3, requeues: 50 },
    );
    const arrived = new Set(server.bodies);
    expect(server.bodies).toHaveLength(arrived.size);
    states.forEach((state, index) => {
      if (state === 'accepted') expect(arrived).toContain(raw(index).toString());
      else expect(state).toBe('unknown');
    });
    expect(states.filter((state) => state === 'unknown').length).toBeLessThan(30);
  });

  it('gives messages back as unsent, with the reason, when the server cannot be reached or hangs up at once', async () => {
    const server = await scriptedServer();
    await server[Symbol.asyncDispose]();
    const pool = new SmtpPool({ host: '127.0.0.1', port: server.port, backoff: fast });
    expect(await pool.send({ from: '', to: 'a@x' }, raw(0))).toMatchObject({
      state: 'unsent',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    await pool.close();
    const { states, outcomes } = await flood({ greeting: '421 4.7.0 go away' }, 5);
    expect(states).toEqual(Array(5).fill('unsent'));
    expect(outcomes[0]).toMatchObject({ reason: expect.stringContaining('421 4.7.0 go away') });
  });

  it('tells a server that says nothing from one that says no, and from one that cannot be used as it is', async () => {
    const heard = async (script: Script, options: Partial<SmtpPoolOptions> = {}) => {
      const { outcomes } = await flood(script, 5, { timeouts: { command: 50 }, ...options });
      return new Set(outcomes.map((outcome) => (outcome.state === 'unsent' ? outcome.heard : outcome.state)));
    };
    expect(await heard({ on: () => null })).toEqual(new Set(['silence']));
    expect(await heard({ on: () => 'cut' })).toEqual(new Set(['silence']));
    expect(await heard({ greeting: '421 4.7.0 go away' })).toEqual(new Set(['answer']));
    expect(await heard({}, { security: 'starttls' })).toEqual(new Set(['answer']));
    expect(
      await heard({}, { host: 'nobody.example', lookup: (_, __, done) => done(new Error('unknown'), '', 4) }),
    ).toEqual(new Set([undefined]));
  });

  it('comes back by itself when the server does', async () => {
    let down = true;
    const server = await scriptedServer({ on: (command) => (down && command.startsWith('EHLO') ? 'cut' : undefined) });
    const pool = new SmtpPool({ host: '127.0.0.1', port: server.port, backoff: fast });
    expect(await pool.send({ from: '', to: 'a@x' }, raw(0))).toMatchObject({ state: 'unsent' });
    down = false;
    expect(await pool.send({ from: '', to: 'a@x' }, raw(1))).toMatchObject({ state: 'accepted' });
    await pool.close();
    await server[Symbol.asyncDispose]();
  });

  it('closes unused connections and opens new ones when needed', async () => {
    const server = await scriptedServer();
    const pool = new SmtpPool({ host: '127.0.0.1', port: server.port, idleMs: 20 });
    await pool.send({ from: '', to: 'a@x' }, raw(0));
    await expect.poll(() => pool.connections).toBe(0);
    expect(await pool.send({ from: '', to: 'a@x' }, raw(1))).toMatchObject({ state: 'accepted' });
    expect(server.connections).toBe(2);
    await pool.close();
    expect(await pool.send({ from: '', to: 'a@x' }, raw(2))).toMatchObject({ state: 'unsent' });
    await server[Symbol.asyncDispose]();
  });
});

describe('smtpProvider', () => {
  it('tells one outcome for each message of a batch', async () => {
    const server = await scriptedServer({
      on: (command) => (command.includes('TO:<u3@') ? '550 5.1.1 user unknown' : undefined),
    });
    const provider = smtpProvider({ host: '127.0.0.1', port: server.port });
    const batch = Array.from({ length: 20 }, (_, i) => ({
      tenant: 't',
      messageId: String(i),
      from: 'b@x',
      to: `u${i}@x`,
      payload: raw(i),
    }));
    const { outcomes } = await handOverAll(provider, batch);
    expect(outcomes).toHaveLength(20);
    expect(outcomes[3]).toMatchObject({ state: 'refused', kind: 'mailbox', transient: false, code: '5.1.1' });
    expect(outcomes[4]).toMatchObject({ state: 'accepted', reference: 'ABC123' });
    await provider.close();
    await server[Symbol.asyncDispose]();
  });
});
