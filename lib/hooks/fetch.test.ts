import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { fetchFromSns } from './fetch';

async function server(answer: (response: ServerResponse) => void): Promise<string> {
  const open = createServer((_, response) => answer(response));
  await new Promise<void>((listening) => open.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    open.closeAllConnections();
    open.close();
  });
  return `http://127.0.0.1:${(open.address() as AddressInfo).port}/`;
}

it('a small answer is read whole', async () => {
  const url = await server((response) => response.end('x'.repeat(20_000)));
  expect(await fetchFromSns(url)).toHaveLength(20_000);
});

it('an answer that does not end is left where it is too large', async () => {
  let written = 0;
  const url = await server((response) => {
    const goOn = () => {
      for (let more = true; more && !response.destroyed; written += 1000) more = response.write('x'.repeat(1000));
    };
    response.on('drain', goOn);
    goOn();
  });
  await expect(fetchFromSns(url)).rejects.toThrow('SNS answered too much');
  expect(written).toBeLessThan(20_000_000);
});
