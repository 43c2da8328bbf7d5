import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probe } from './probe';

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  const to = (location: string) => response.writeHead(302, { location }).end();
  if (request.url === '/silent') return;
  if (request.url === '/gone') response.writeHead(410).end();
  else if (request.url === '/no-head')
    response.writeHead(request.method === 'HEAD' ? 405 : 200).end('x'.repeat(100_000));
  else if (request.url === '/moved') to('/fine');
  else if (request.url === '/round') to('/round');
  else if (request.url === '/out') to('ftp://example.org/');
  else response.writeHead(200).end();
});
let base = '';
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const ask = (path: string, allowPrivate = true) => probe(base + path, { allowPrivate, timeoutMs: 500 });

describe('probe', () => {
  it.each([
    ['/fine', { isGood: true, status: 200, note: null }],
    ['/no-head', { isGood: true, status: 200 }],
    ['/moved', { isGood: true, status: 200 }],
    ['/gone', { isGood: false, isPrivate: false, status: 410, note: 'answers 410' }],
    ['/round', { isGood: false, note: expect.stringContaining('five redirects') }],
    ['/out', { isGood: false, note: expect.stringContaining('no web page') }],
    ['/silent', { isGood: false, status: null, note: 'did not answer in time' }],
  ])('%s is %o', async (path, expected) => expect(await ask(path)).toMatchObject({ url: base + path, ...expected }));

  it('asks nothing of a private network, by number or by name, and says why', async () => {
    asked.length = 0;
    const port = new URL(base).port;
    const options = { allowPrivate: false, timeoutMs: 500 };
    for (const url of [
      base,
      `http://localhost:${port}/`,
      `http://2130706433:${port}/`,
      `http://[::ffff:127.0.0.1]:${port}/`,
      `http://0x7f.1:${port}/`,
    ])
      expect(await probe(url, options)).toMatchObject({
        ...{ isGood: false, isPrivate: true },
        note: expect.stringContaining('private network'),
      });
    expect(asked).toEqual([]);
  });
});
