import { createServer } from 'node:net';
import fc from 'fast-check';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { describe, expect, it } from 'vitest';
import { haveSameShape } from '@/lib/testing/shape';
import { wireBody } from './body';
import { SmtpConnection } from './connection';
import { ReplyParser } from './reply';
import { scriptedServer, type Script } from './scripted-server';
import type { SmtpOptions } from './types';

const envelope = (to = 'ada@example.org') => ({ from: 'bounce@mail.example', to });
const raw = Buffer.from('Subject: x\r\n\r\nhello\r\n');

async function against(script: Script, options: Partial<SmtpOptions> = {}) {
  const server = await scriptedServer(script);
  const connection = await SmtpConnection.open({ host: '127.0.0.1', port: server.port, ...options });
  return { server, connection, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function realServer(options: SMTPServerOptions) {
  const got: { from: string; to: string[]; text: string; secure: boolean; user: unknown }[] = [];
  const server = new SMTPServer({
    logger: false,
    closeTimeout: 100,
    ...options,
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        got.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map((one) => one.address),
          text: Buffer.concat(parts).toString(),
          secure: session.secure,
          user: session.user,
        });
        done(null, 'queued as Q1234');
      });
    },
  });
  server.on('error', () => {});
  const listener = await new Promise<ReturnType<typeof server.listen>>((resolve) => {
    const started = server.listen(0, '127.0.0.1', () => resolve(started));
  });
  const address = listener.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { got, port, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

describe('against a real server', () => {
  const auth: SMTPServerOptions = {
    onAuth: ({ username, password }, _session, done) =>
      password === 'pä55' ? done(null, { user: username }) : done(new Error('no')),
  };

  it.each(['PLAIN', 'LOGIN'])(
    'encrypts, then signs in by %s, and hands messages over byte for byte',
    async (method) => {
      await using server = await realServer({ ...auth, authMethods: [method] });
      const options: SmtpOptions = {
        host: '127.0.0.1',
        port: server.port,
        security: 'starttls',
        allowInvalidCertificate: true,
        auth: { user: 'ada', pass: 'pä55' },
      };
      const connection = await SmtpConnection.open(options);
      const text = 'Subject: x\r\n\r\n.\r\n..two\r\nend';
      const outcomes = await Promise.all(
        ['a@x.org', 'b@x.org', 'c@x.org'].map((to) => connection.send(envelope(to), Buffer.from(text))),
      );
      expect(outcomes).toMatchObject(outcomes.map(() => ({ state: 'accepted', reference: 'Q1234' })));
      expect(server.got.map((mail) => mail.to[0])).toEqual(['a@x.org', 'b@x.org', 'c@x.org']);
      expect(server.got[0]).toMatchObject({
        from: 'bounce@mail.example',
        text: `${text}\r\n`,
        secure: true,
        user: 'ada',
      });
      await connection.quit();
    },
  );

  it('says that a password was refused, and sends none in clear text', async () => {
    await using server = await realServer({ ...auth, authOptional: true, allowInsecureAuth: true });
    const options: SmtpOptions = {
      host: '127.0.0.1',
      port: server.port,
      security: 'starttls',
      allowInvalidCertificate: true,
      auth: { user: 'ada', pass: 'wrong' },
    };
    await expect(SmtpConnection.open(options)).rejects.toMatchObject({ name: 'SmtpError', reply: { code: 535 } });
    await expect(SmtpConnection.open({ ...options, security: 'none' })).rejects.toThrow(/not encrypted/);
    await expect(SmtpConnection.open({ ...options, allowInvalidCertificate: false })).rejects.toThrow(/certificate/);
  });

  it('goes on with the next message after a refused recipient', async () => {
    await using server = await realServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('no') ? done(Object.assign(new Error('5.1.1 user unknown'), { responseCode: 550 })) : done(),
    });
    const connection = await SmtpConnection.open({ host: '127.0.0.1', port: server.port });
    const outcomes = await Promise.all(
      ['a@x.org', 'no1@x.org', 'no2@x.org', 'b@x.org'].map((to) => connection.send(envelope(to), raw)),
    );
    expect(outcomes.map((outcome) => outcome.state)).toEqual(['accepted', 'refused', 'refused', 'accepted']);
    expect(outcomes[1]).toEqual({
      ...{ state: 'refused', code: '5.1.1', response: '550 5.1.1 user unknown', transient: false, kind: 'mailbox' },
    });
    expect(server.got.map((mail) => mail.to[0])).toEqual(['a@x.org', 'b@x.org']);
    await connection.quit();
  });
});

describe('against a nasty server', () => {
  it('reports a 421 greeting as its reason', async () => {
    await expect(against({ greeting: '421 4.7.0 too many connections' })).rejects.toMatchObject({
      reply: { code: 421, enhanced: '4.7.0' },
    });
  });

  it('reads multi-line replies that come byte by byte', async () => {
    await using it = await against({
      bytewise: true,
      on: (command) => (command === '.' ? '250-2.0.0 first\r\n250 2.0.0 second' : undefined),
    });
    expect(await it.connection.send(envelope(), raw)).toMatchObject({
      state: 'accepted',
      response: '250 2.0.0 first second',
    });
  });

  it('tells of each message that was taken by an answer of one shape, whether or not the server named it', async () => {
    let taken = 0;
    await using it = await against({
      on: (command) => (command === '.' ? (taken++ % 2 ? '250 ok' : '250 queued as Q1234') : undefined),
    });
    const [named, unnamed] = [await it.connection.send(envelope(), raw), await it.connection.send(envelope(), raw)];
    expect([named, unnamed]).toEqual([
      { state: 'accepted', response: '250 queued as Q1234', reference: 'Q1234' },
      { state: 'accepted', response: '250 ok' },
    ]);
    expect(haveSameShape(named, unnamed)).toBe(true);
    // As the journal keeps it.
    expect(JSON.stringify(unnamed)).toBe('{"state":"accepted","response":"250 ok"}');
  });

  it('takes a lost connection before the text as unsent', async () => {
    for (const verb of ['MAIL', 'RCPT', 'DATA']) {
      await using it = await against({ on: (command) => (command.startsWith(verb) ? 'cut' : undefined) });
      expect(await it.connection.send(envelope(), raw), verb).toMatchObject({ state: 'unsent' });
    }
  });

  it('takes a lost connection after the final dot as unknown, and only for the message on the wire', async () => {
    await using it = await against({ on: (command) => (command === '.' ? 'cut' : undefined) });
    const outcomes = await Promise.all([
      it.connection.send(envelope('a@x'), raw),
      it.connection.send(envelope('b@x'), raw),
    ]);
    expect(outcomes).toMatchObject([{ state: 'unknown' }, { state: 'unsent' }]);
  });

  it('takes a half answer to the text as unknown', async () => {
    await using it = await against({
      on: (command, socket) => (command === '.' ? (socket.end('250 2.0'), null) : undefined),
    });
    expect(await it.connection.send(envelope(), raw)).toMatchObject({ state: 'unknown' });
  });

  it('gives up on a server that does not answer: unknown after the text, unsent before', async () => {
    for (const [verb, state] of [
      ['.', 'unknown'],
      ['RCPT', 'unsent'],
    ] as const) {
      await using it = await against(
        { on: (command) => (command.startsWith(verb) ? null : undefined) },
        { timeouts: { command: 80, body: 80 } },
      );
      expect(await it.connection.send(envelope(), raw)).toMatchObject({ state });
    }
  });

  it.each([true, false])('keeps refusal and message together (pipelining %s)', async (pipelining) => {
    const refusals: Record<string, string> = { 'soft@x': '451 4.7.1 greylisted', 'hard@x': '550 5.1.1 no such user' };
    await using it = await against(
      { on: (command) => refusals[/RCPT TO:<(.*)>/.exec(command)?.[1] ?? ''] },
      { pipelining },
    );
    const to = ['a@x', 'soft@x', 'b@x', 'hard@x', 'soft@x', 'c@x'];
    const outcomes = await Promise.all(to.map((one) => it.connection.send(envelope(one), Buffer.from(`${one}\r\n`))));
    expect(outcomes.map((o) => (o.state === 'refused' ? `${o.response.slice(0, 3)} ${o.kind}` : o.state))).toEqual([
      'accepted',
      '451 throttle',
      'accepted',
      '550 mailbox',
      '451 throttle',
      'accepted',
    ]);
    // The server asked for a text although it had refused the recipient: it got none.
    expect(it.server.bodies.filter((body) => body !== '')).toEqual(['a@x\r\n', 'b@x\r\n', 'c@x\r\n']);
  });

  it.each(['MAIL', 'DATA', '.'])('goes on after a refusal of %s', async (verb) => {
    let refusals = 0;
    await using it = await against({
      on: (command) => (command.startsWith(verb) && refusals++ < 1 ? '452 4.3.1 full' : undefined),
    });
    const outcomes = await Promise.all([1, 2].map(() => it.connection.send(envelope(), raw)));
    expect(outcomes).toMatchObject([
      { state: 'refused', code: '4.3.1', response: '452 4.3.1 full', transient: true },
      { state: 'accepted' },
    ]);
  });

  it('stops at a 421 in the middle: refused for its message, unsent for the next', async () => {
    await using it = await against({ on: (command) => (command === '.' ? '421 4.3.2 shutting down' : undefined) });
    const outcomes = await Promise.all([1, 2].map(() => it.connection.send(envelope(), raw)));
    expect(outcomes).toMatchObject([
      { state: 'refused', code: '4.3.2', response: '421 4.3.2 shutting down', transient: true, kind: 'throttle' },
      { state: 'unsent' },
    ]);
    expect(await it.connection.send(envelope(), raw)).toMatchObject({ state: 'unsent' });
  });

  it('drops a server that speaks something else', async () => {
    await using it = await against({ on: (command) => (command === '.' ? 'HTTP/1.1 200 OK' : undefined) });
    expect(await it.connection.send(envelope(), raw)).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('does not speak SMTP'),
    });
  });

  it('never reads clear text that came with the answer to STARTTLS', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220 here\r\n');
      socket.on('data', (bytes) =>
        socket.write(bytes.toString().startsWith('EHLO') ? '250-here\r\n250 STARTTLS\r\n' : '220 go\r\n250 inj'),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(SmtpConnection.open({ host: '127.0.0.1', port, security: 'starttls' })).rejects.toThrow(
      /clear text after STARTTLS/,
    );
    server.close();
  });
});

describe('local checks', () => {
  it('never lets an address write a command', async () => {
    await using it = await against({});
    for (const to of ['a@x>\r\nRCPT TO:<b@x', 'a b@x', 'a@x\u0000', 'noat', '']) {
      expect(await it.connection.send(envelope(to), raw), to).toMatchObject({
        state: 'refused',
        kind: 'mailbox',
        transient: false,
      });
    }
    expect(it.server.commands.filter((command) => /^(MAIL|RCPT)/.test(command))).toEqual([]);
  });

  it('keeps what the server cannot take: too large, or addresses beyond ASCII', async () => {
    await using it = await against({ offers: ['SIZE 10', 'PIPELINING'] });
    expect(await it.connection.send(envelope(), raw)).toMatchObject({
      ...{ state: 'refused', code: '5.3.4', response: expect.stringMatching(/^552 5\.3\.4 /), kind: 'content' },
    });
    expect(await it.connection.send(envelope('jürgen@x'), Buffer.from('x'))).toMatchObject({
      state: 'refused',
      ...{ code: '5.6.7', response: expect.stringMatching(/^553 5\.6\.7 /) },
    });
  });
});

describe('wireBody and ReplyParser', () => {
  it('ends every text by one lone dot that no text can forge', () => {
    const piece = fc.constantFrom('.', '\r\n', '\n', '\r', 'a', '.\r\n', '\n.\n', '\r\n.\r\n');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
        (text) => {
          const wire = wireBody(Buffer.from(text), false).toString();
          expect(wire).toMatch(/(^|\r\n)\.\r\n$/);
          expect(wire.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/);
          const lines = wire.slice(0, -3).split('\r\n').slice(0, -1);
          expect(lines).not.toContain('.');
          const normal = text.replace(/\r\n|\r|\n/g, '\n');
          const back = lines.map((line) => (line.startsWith('.') ? line.slice(1) : line)).join('\n');
          expect(back).toBe(normal.replace(/\n$/, ''));
        },
      ),
    );
  });

  it('gives the same replies however the bytes are split', () => {
    const stream = Buffer.from('250-2.1.0 größe\r\n250 2.1.0 ok\r\n354 go\r\n550 5.1.1 no\r\n');
    const whole = new ReplyParser().push(stream);
    expect(whole).toMatchObject([
      { code: 250, enhanced: '2.1.0', text: '2.1.0 größe ok' },
      { code: 354 },
      { code: 550, enhanced: '5.1.1' },
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 10 }), (cuts) => {
        const parser = new ReplyParser();
        const at = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const replies = at.slice(1).flatMap((end, index) => parser.push(stream.subarray(at[index], end)));
        expect(replies).toEqual(whole);
      }),
    );
  });

  it('takes for a code three digits alone, of which the first is from 2 to 5', () => {
    for (const code of ['200', '299', '500', '599'])
      expect(new ReplyParser().push(Buffer.from(`${code} x\r\n`))).toMatchObject([{ code: Number(code) }]);
    for (const line of ['199 x', '600 x', '2/0 x', '2:0 x', '25/ x', '25: x', '25', '25 x', ''])
      expect(() => new ReplyParser().push(Buffer.from(`${line}\r\n`)), line).toThrow(/does not speak SMTP/);
  });

  it('refuses replies and lines without an end', () => {
    expect(() => new ReplyParser().push(Buffer.alloc(5000, 'x'))).toThrow(/without an end/);
    expect(() => new ReplyParser().push(Buffer.from('250-x\r\n'.repeat(300)))).toThrow(/without an end/);
  });
});

describe('the time that a server may take', () => {
  const slowly: Script = {
    on: (command, socket) => (command === '.' ? (setTimeout(() => socket.write('250 ok\r\n'), 100), null) : undefined),
  };
  const short: Partial<SmtpOptions> = { pipelining: false, timeouts: { command: 700, body: 700 } };

  it('is that of one reply, however long the connection is busy', async () => {
    await using session = await against(slowly, short);
    for (let i = 0; i < 9; i++)
      expect(await session.connection.send(envelope(), raw)).toMatchObject({ state: 'accepted' });
  });

  it('does not run while nothing is asked', async () => {
    await using session = await against(slowly, short);
    await session.connection.send(envelope(), raw);
    await new Promise((done) => setTimeout(done, 1000));
    expect(await session.connection.send(envelope(), raw)).toMatchObject({ state: 'accepted' });
  });

  it('keeps no process alive once the connection is closed', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    await using session = await against({});
    await session.connection.send(envelope(), raw);
    await session.connection.quit();
    expect(timers()).toBeLessThanOrEqual(before);
  });
});
