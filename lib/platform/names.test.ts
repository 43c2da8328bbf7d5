import { readFile } from 'node:fs/promises';
import { createServer, connect, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nameServer, type Zone } from '@/lib/testing/dns';
import { fixedClock } from './clock';
import { lookupIn, Names, type NamesOptions } from './names';
import { judgePublic, PrivateAddress } from './outbound';

const mail = 'mail.uni.example';

async function dns(zone: Zone = {}, options: NamesOptions = {}) {
  const server = await nameServer(zone);
  onTestFinished(() => server.close());
  const clock = fixedClock('2026-03-01T12:00:00Z');
  const names = new Names({ servers: [server.address], clock, ...options });
  const find = async (host: string) => (await names.addresses(host)).map(({ address }) => address);
  return { server, names, find, clock };
}
const look = (names: Names, host: string, options = {}) =>
  new Promise((resolve, reject) => {
    lookupIn(names, judgePublic)(host, options, (error, address, family) =>
      error ? reject(error) : resolve(family === undefined ? address : { address, family }),
    );
  });

describe('a host that an organisation entered', () => {
  it('whose name servers are silent delays neither the hosts of others nor files', async () => {
    const patience = { timeout: 1500, tries: 1 };
    const { server, find } = await dns({ addresses: new Map([[mail, ['8.8.8.8']]]) }, { patience });
    server.before = (name) => (name === mail ? Promise.resolve() : new Promise(() => undefined));
    let isPending = true;
    const silent = Array.from({ length: 40 }, (_, i) => find(`h${i}.hole.example`).catch((error: Error) => error));
    void Promise.race(silent).then(() => (isPending = false));
    expect(await find(mail)).toEqual(['8.8.8.8']);
    expect((await readFile('package.json')).length).toBeGreaterThan(0);
    expect(isPending).toBe(true);
    expect(String(await silent[0])).toMatch(/DNS did not answer for h0\.hole\.example/);
  }, 20_000);

  it('is asked for once, however many wait for it, and remembered for as long as its answer says', async () => {
    const { server, find, clock } = await dns({ addresses: new Map([[mail, ['8.8.8.8']]]), ttl: 60 });
    const asked = () => server.asked.splice(0).length;
    await Promise.all(Array.from({ length: 50 }, () => find(mail)));
    expect(asked()).toBe(2);
    clock.advance(59_000);
    await find('MAIL.uni.example.');
    expect(asked()).toBe(0);
    clock.advance(2_000);
    await find(mail);
    expect(asked()).toBe(2);
  });

  it.each([
    [0, 4_000, 6_000],
    [50_000, 299_000, 301_000],
  ])('that says to be remembered for %i seconds is remembered within bounds', async (ttl, within, after) => {
    const { server, find, clock } = await dns({ addresses: new Map([[mail, ['8.8.8.8']]]), ttl });
    await find(mail);
    clock.advance(within);
    await find(mail);
    expect(server.asked).toHaveLength(2);
    clock.advance(after - within);
    await find(mail);
    expect(server.asked).toHaveLength(4);
  });

  it('that does not exist, or fails, is asked for again after some seconds', async () => {
    const { server, find, clock } = await dns(
      { codes: new Map([['bad.example', 2]]) },
      { patience: { timeout: 2000, tries: 1 } },
    );
    await expect(find('none.example')).rejects.toMatchObject({ code: 'ENOTFOUND', message: /not known to DNS/ });
    await expect(find('bad.example')).rejects.toMatchObject({ code: 'ESERVFAIL' });
    const before = server.asked.length;
    await Promise.allSettled([find('none.example'), find('bad.example')]);
    expect(server.asked).toHaveLength(before);
    clock.advance(6_000);
    await Promise.allSettled([find('none.example'), find('bad.example')]);
    expect(server.asked.length).toBeGreaterThan(before);
  });

  it('leads to public addresses only, judged at each lookup', async () => {
    const addresses = new Map<string, string[]>([
      [mail, ['8.8.8.8', '9.9.9.9']],
      ['both.example', ['8.8.8.8', '10.0.0.1']],
    ]);
    const { names, clock } = await dns({ addresses });
    expect(await look(names, mail)).toEqual({ address: '8.8.8.8', family: 4 });
    expect(await look(names, mail, { all: true })).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '9.9.9.9', family: 4 },
    ]);
    await expect(look(names, mail, { family: 6 })).rejects.toMatchObject({ code: 'ENOTFOUND' });
    for (const host of ['both.example', 'localhost', 'x.localhost', '127.0.0.1', '::1'])
      await expect(look(names, host, { all: true })).rejects.toBeInstanceOf(PrivateAddress);
    addresses.set(mail, ['169.254.169.254']);
    clock.advance(61_000);
    await expect(look(names, mail)).rejects.toBeInstanceOf(PrivateAddress);
  });

  it('is connected to where it was found', async () => {
    const server = createServer((socket) => socket.end('hello'));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    onTestFinished(() => void server.close());
    const { names } = await dns({ addresses: new Map([[mail, ['127.0.0.1']]]) });
    const { port } = server.address() as AddressInfo;
    const greeting = (lookup: ReturnType<typeof lookupIn>) =>
      new Promise((resolve, reject) => {
        const socket = connect({ host: mail, port, lookup });
        socket.on('data', (data) => resolve(data.toString())).on('error', reject);
      });
    expect(await greeting(lookupIn(names, () => undefined))).toBe('hello');
    await expect(greeting(lookupIn(names, judgePublic))).rejects.toBeInstanceOf(PrivateAddress);
  });

  it.each([
    ['fails', 2, undefined],
    ['refuses', 5, undefined],
    ['knows nothing', 3, undefined],
    ['says nothing', 3, () => new Promise<void>(() => undefined)],
  ])('is found by this machine where DNS %s, if the operator allows it', async (_, code, before) => {
    // A host to the system alone: to us it is no address, and DNS has no such name.
    const [host, patience] = ['127.1', { timeout: 300, tries: 1 }];
    const zone = { codes: new Map([[host, code]]) };
    const [plain, allowed] = [await dns(zone, { patience }), await dns(zone, { patience, system: true })];
    plain.server.before = allowed.server.before = before;
    await expect(plain.find(host)).rejects.toThrow(host);
    expect(new Set(await allowed.find(host))).toEqual(new Set(['127.0.0.1']));
    expect(allowed.server.asked).toContain(host);
  });

  it('that neither DNS nor this machine knows is told in the words of DNS', async () => {
    const host = '256.256.256.256.256';
    const patience = { timeout: 2000, tries: 1 };
    const { find } = await dns({ codes: new Map([[host, 2]]) }, { patience, system: true });
    await expect(find(host)).rejects.toMatchObject({ code: 'ESERVFAIL' });
  }, 20_000);

  it('is looked for on this machine only where the operator allows it', async () => {
    const plain = await dns();
    await expect(plain.find('localhost-not')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(plain.server.asked).toContain('localhost-not');
    const allowed = await dns({}, { system: true });
    await expect(allowed.find('localhost-not')).rejects.toThrow('localhost-not');
    expect(allowed.server.asked).toEqual([]);
  }, 20_000);
});
