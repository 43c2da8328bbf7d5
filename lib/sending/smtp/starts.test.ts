import { expect, it } from 'vitest';
import { SmtpPool } from './pool';
import { scriptedServer } from './scripted-server';
import { Starts } from './starts';

const turn = () => new Promise((done) => setImmediate(done));

it('what begins in one turn of the event loop is announced, then sealed once, then written; the next turn anew', async () => {
  const starts = new Starts();
  const seen: string[] = [];
  const seal = () => void seen.push('seal');
  const start = (name: string) => ({
    announce: () => void seen.push(`announce ${name}`),
    seal,
    write: () => void seen.push(`write ${name}`),
  });
  starts.add(start('a'));
  starts.add(start('b'));
  expect(seen).toEqual([]);
  await turn();
  expect(seen).toEqual(['announce a', 'announce b', 'seal', 'write a', 'write b']);
  starts.add(start('c'));
  await turn();
  expect(seen.slice(5)).toEqual(['announce c', 'seal', 'write c']);
});

it('a text that must not go when its server asks for it leaves with no byte, is not in doubt, and holds up nobody else', async () => {
  await using server = await scriptedServer();
  const pool = new SmtpPool({ host: '127.0.0.1', port: server.port, size: 2, backoff: { first: 5, max: 5 } });
  const send = (to: string, onBody?: () => void) =>
    pool.send({ from: 'b@x', to }, Buffer.from(`To: ${to}\r\n\r\nhello\r\n`), onBody);
  const outcomes = await Promise.all([
    send('gone@x', () => {
      throw new Error('given back');
    }),
    send('here@x'),
  ]);
  await pool.close();
  expect(outcomes).toMatchObject([{ state: 'unsent', reason: 'given back' }, { state: 'accepted' }]);
  expect(server.bodies.map((body) => body.split('\r\n')[0])).toEqual(['To: here@x']);
});
