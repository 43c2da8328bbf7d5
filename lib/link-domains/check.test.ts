import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { nameServer } from '@/lib/testing/dns';
import { missing, NoAnswer, outside, txtName, txtValue, type Outside } from './check';
import { hostName } from './name';

let server: Server;
let port = 0;
const seen: { host: string | undefined; url: string | undefined }[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push({ host: request.headers.host, url: request.url });
    response.end(request.headers.host?.startsWith('links.') ? 'the proof\n' : 'a shop');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((closed) => server.close(closed)));

interface Zone {
  txt?: Record<string, string[]>;
  cname?: Record<string, string[]>;
  addresses?: Record<string, string[]>;
}
/** A name service that knows a table; machines are asked for real. */
const world = ({ txt = {}, cname = {}, addresses = {} }: Zone): Outside => ({
  ...outside(),
  txt: async (name) => txt[name] ?? [],
  cname: async (name) => cname[name] ?? [],
  addresses: async (name) => addresses[name] ?? [],
});
const domain = 'links.uni.example';
const mine = { [txtName(domain)]: ['other', txtValue('secret')] };
const host = { 'mail.example': ['127.0.0.1'] };
const ask = (zone: Zone, name = domain) =>
  missing(world(zone), { domain: name, token: 'secret', proof: 'the proof', publicUrl: `http://mail.example:${port}` });

describe('a domain for links', () => {
  it('is good when its TXT record names the tenant, it leads here, and we answer at it', async () => {
    expect(await ask({ txt: mine, cname: { [domain]: ['MAIL.example.'] }, addresses: host })).toBeNull();
    expect(await ask({ txt: mine, addresses: { ...host, [domain]: ['127.0.0.1'] } })).toBeNull();
    expect(seen.at(-1)).toEqual({ host: `${domain}:${port}`, url: '/t/d/secret' });
  });

  it.each<[string, Zone, RegExp]>([
    [
      'no TXT record',
      { cname: { [domain]: ['mail.example'] }, addresses: host },
      /_alumoutreach\.links\.uni\.example was not found/,
    ],
    [
      'the TXT record of another tenant',
      { txt: { [txtName(domain)]: [txtValue('theirs')] }, addresses: host },
      /says something else/,
    ],
    [
      'it leads elsewhere',
      { txt: mine, cname: { [domain]: ['shop.example'] }, addresses: { ...host, [domain]: ['203.0.113.9'] } },
      /does not lead to mail\.example/,
    ],
    ['our own host is unknown', { txt: mine, cname: { [domain]: ['mail.example'] } }, /addresses of mail\.example/],
  ])('%s: what is missing is said', async (_, zone, words) => {
    const before = seen.length;
    expect(await ask(zone)).toMatch(words);
    expect(seen.length).toBe(before);
  });

  it('answered by something else, or by nobody, is not good', async () => {
    const other = 'www.uni.example';
    const zone = {
      txt: { [txtName(other)]: [txtValue('secret')] },
      cname: { [other]: ['mail.example'] },
      addresses: host,
    };
    expect(await ask(zone, other)).toMatch(/answered by something else/);
    const dead = { domain, token: 'secret', proof: 'the proof', publicUrl: 'http://mail.example:1' };
    const here = world({ txt: mine, cname: { [domain]: ['mail.example'] }, addresses: host });
    await expect(missing(here, dead)).rejects.toThrow(/could not be checked \(ECONNREFUSED\)/);
  });

  it.each(['ETIMEOUT', 'ESERVFAIL', 'EREFUSED', 'EAI_AGAIN', 'ECONNREFUSED'])(
    'a name server that answers %s says nothing about it, for or against',
    async (code) => {
      const fails = () => Promise.reject(Object.assign(new Error(code), { code }));
      const asked = { domain, token: 'secret', proof: 'the proof', publicUrl: `http://mail.example:${port}` };
      for (const silent of [{ txt: fails }, { cname: fails }, { addresses: fails }])
        await expect(missing({ ...world({ txt: mine, addresses: host }), ...silent }, asked)).rejects.toThrow(NoAnswer);
    },
  );

  it('a name server that fails is told from one that knows of no record', async () => {
    const codes = new Map([
      ['refused.example', 5],
      ['failing.example', 2],
      ['nothing.example', 3],
    ]);
    const dns = await nameServer({ codes });
    onTestFinished(() => dns.close());
    const names = outside([dns.address]);
    await expect(names.txt('refused.example')).rejects.toMatchObject({ code: 'EREFUSED' });
    await expect(names.txt('failing.example')).rejects.toMatchObject({ code: 'ESERVFAIL' });
    expect(await names.txt('nothing.example')).toEqual([]);
  });

  it('never makes us connect to a machine that the domain names', async () => {
    const asked: string[] = [];
    const hostile = {
      ...world({
        txt: mine,
        cname: { [domain]: ['mail.example'] },
        addresses: { ...host, [domain]: ['169.254.169.254'] },
      }),
    };
    hostile.fetch = async (address) => {
      asked.push(address);
      return 'the proof';
    };
    expect(
      await missing(hostile, { domain, token: 'secret', proof: 'the proof', publicUrl: 'http://mail.example' }),
    ).toBeNull();
    expect(asked).toEqual(['127.0.0.1']);
  });
});

describe('what is typed as a domain', () => {
  it.each([
    ['Links.Uni.EXAMPLE.', 'links.uni.example'],
    ['https://links.uni.example', 'links.uni.example'],
    ['links.universität.example', 'links.xn--universitt-y5a.example'],
  ])('%s is %s', (given, expected) => {
    expect(hostName(given)).toEqual({ host: expected });
  });

  it.each([
    '',
    'uni',
    'links.uni.example/path',
    'a b.example',
    '127.0.0.1',
    '0x7f.1',
    '[::1]',
    'user@uni.example',
    'links.uni.example:8080',
    'x.localhost',
    '-a.example',
    `${'a'.repeat(64)}.example`,
  ])('%s is refused', (given) => {
    expect(hostName(given)).toHaveProperty('problem');
  });
});
