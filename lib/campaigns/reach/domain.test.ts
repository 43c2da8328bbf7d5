import { describe, expect, it } from 'vitest';
import { checkDomain, domainProblems, signatureWords, type Carriers, type TxtResolver } from './domain';

/** DNS as a list: a text, or the code of the error that node:dns throws. */
const dns = (zone: Record<string, string | string[]>): TxtResolver => ({
  resolveTxt: async (name) => {
    const found = zone[name] ?? 'ENOTFOUND';
    if (typeof found === 'string' && /^E[A-Z]+$/.test(found)) throw Object.assign(new Error(name), { code: found });
    return [found].flat().map((record) => [record.slice(0, 5), record.slice(5)]);
  },
});
const good = {
  'uni.example': ['google-site-verification=1', 'v=spf1 include:_spf.uni.example -all'],
  '_domainkey.uni.example': 'ENODATA',
  '_dmarc.uni.example': 'v=DMARC1; p=reject; rua=mailto:x@uni.example',
};
const server: Carriers = { servers: ['Relay'], services: [], key: null };
const service: Carriers = { servers: [], services: ['Main'], key: null };
const check = async (
  zone: Record<string, string | string[]>,
  domain = 'uni.example',
  by = server,
  others: string[] = [],
  keys: string[] = [],
) => {
  const found = await checkDomain(domain, dns(zone), others, keys);
  return { ...found, problems: domainProblems(found, by) };
};
const levels = async (zone: Record<string, string | string[]>, domain?: string) =>
  (await check(zone, domain)).problems.map((p) => `${p.level} ${/SPF|DKIM|DMARC|DNS/.exec(p.message)?.[0]}`);

describe('checkDomain', () => {
  it('finds nothing wrong with a domain that has SPF, a key and DMARC', async () => {
    expect(await check(good)).toMatchObject({
      spf: 'found',
      dkim: 'found',
      dmarc: 'found',
      policy: 'reject',
      problems: [],
    });
  });

  it('warns of each that is missing', async () => {
    expect(await levels({ ...good, 'uni.example': 'hello' })).toEqual(['warns SPF']);
    expect(await levels({ ...good, '_domainkey.uni.example': 'ENOTFOUND' })).toEqual(['warns DKIM']);
    expect(await levels({ ...good, '_dmarc.uni.example': 'ENODATA' })).toEqual(['warns DMARC']);
    expect(await levels({ ...good, 'uni.example': ['v=spf1 -all', 'v=spf1 ~all'] })).toEqual(['warns SPF']);
    expect(await levels({})).toEqual(['warns SPF', 'warns DKIM', 'warns DMARC']);
  });

  it.each([
    ['v=spf1 -all', false],
    ['v=spf1', false],
    ['v=spf1 ~all ', false],
    ['v=spf1 -all exp=why.uni.example', false],
    ['v=spf1 exp=why.uni.example -all', false],
    ['v=spf1 mx -all', true],
    ['v=spf1 +all', true],
    ['v=spf1 redirect=_spf.uni.example', true],
    ['v=spf1 exp=why.uni.example redirect=_spf.uni.example', true],
  ])('by "%s" somebody may send: %s', async (record, may) => {
    expect((await check({ ...good, 'uni.example': record })).spf).toBe(may ? 'found' : 'missing');
  });

  it.each(['reject', 'quarantine'])(
    'blocks when receivers are told to %s, and nothing authenticates',
    async (policy) => {
      expect(await levels({ '_dmarc.uni.example': `v=DMARC1; p=${policy}` })).toHaveLength(1);
      expect((await check({ '_dmarc.uni.example': `v=DMARC1; p=${policy}` })).problems[0]?.level).toBe('blocks');
    },
  );

  // Loose name servers answer that _domainkey does not exist although a key stands below it.
  const loose = { '_dmarc.uni.example': 'v=DMARC1; p=reject' };
  const record = 'ao._domainkey.uni.example';
  const signed: Carriers = { ...server, key: 'uni.example' };
  const both: Carriers = { ...signed, services: ['Main'] };
  it.each<[string, Record<string, string>, Carriers, string[], string[]]>([
    ['a server that signs nothing is refused', {}, server, [], ['blocks neither SPF that lets anybody send nor DKIM']],
    ['a service that signs warns', {}, service, [], ['warns Main can sign']],
    ['a service beside a server warns', {}, both, [record], ['warns SPF record', 'warns Main can sign']],
    ['our key that DNS shows is found', { [record]: 'v=DKIM1; p=MII' }, signed, [record], ['warns SPF record']],
    ['our key that it showed once warns', {}, signed, [record], ['warns SPF record', 'warns key of uni.example']],
    [
      'a key that was taken back is none',
      { [record]: 'v=DKIM1; p=' },
      signed,
      [record],
      ['warns SPF record', 'warns key of uni.example'],
    ],
    ['a key that DNS fails to tell is not known', { [record]: 'ESERVFAIL' }, signed, [record], ['warns DNS did not']],
    [
      'a key is not asked for that is not ours',
      { [record]: 'v=DKIM1; p=MII' },
      server,
      [],
      ['blocks neither SPF that lets anybody send nor DKIM'],
    ],
  ])('where DNS is loose and the policy strict, %s', async (_, zone, by, keys, said) => {
    const words =
      /neither SPF that lets anybody send nor DKIM|SPF record|Main can sign|key of uni\.example|DNS did not/;
    const { problems } = await check({ ...loose, ...zone }, 'uni.example', by, [], keys);
    const short = problems.map(({ level, message }) => `${level} ${words.exec(message)?.[0]}`);
    expect(short).toEqual(said);
    for (const { message } of problems.filter((one) => /DKIM key/.test(one.message)))
      expect(message).toMatch(/receivers are told to reject what nobody signed for it/);
  });

  it('takes the policy of the domain above, its rule for those below first', async () => {
    const zone = { '_dmarc.uni.example': 'v=DMARC1; p=none; sp=reject' };
    expect(await check(zone, 'mail.uni.example')).toMatchObject({ dmarc: 'found', policy: 'reject' });
    expect(await check(zone)).toMatchObject({ policy: 'none' });
  });

  it('says that it does not know when DNS does not answer, and blocks nothing', async () => {
    expect(await levels({ ...good, 'uni.example': 'ETIMEOUT' })).toEqual(['warns DNS']);
    expect(await levels({ '_dmarc.uni.example': 'v=DMARC1; p=reject', '_domainkey.uni.example': 'ESERVFAIL' })).toEqual(
      ['warns DNS'],
    );
  });

  it('does not ask SPF of a service with a return path of its own, and says where its key comes from', async () => {
    expect((await check({ ...good, 'uni.example': 'hello' }, 'uni.example', service)).problems).toEqual([]);
    const unsigned = await check({ ...good, '_domainkey.uni.example': 'ENOTFOUND' }, 'uni.example', service);
    expect(unsigned.problems).toMatchObject([
      { level: 'warns', message: expect.stringMatching(/Main can sign .* verified there.* told to reject/) },
    ]);
    const both: Carriers = { servers: ['Relay'], services: ['Main'], key: 'uni.example' };
    expect((await check({ ...good, 'uni.example': 'hello' }, 'uni.example', both)).problems).toHaveLength(1);
    expect(signatureWords(both)).toBe('signed here with the key of uni.example; Main signs for domains verified there');
    expect(signatureWords(server)).toBe('no key here: only Relay may sign');
  });

  it('takes the key of the domain above, and of one that a service signs for', async () => {
    expect(await check(good, 'mail.uni.example')).toMatchObject({ dkim: 'found' });
    const zone = { '_domainkey.mg.uni.example': 'ENODATA' };
    expect(await check(zone)).toMatchObject({ dkim: 'missing' });
    expect(await check(zone, 'uni.example', service, ['mg.uni.example'])).toMatchObject({ dkim: 'found' });
  });
});
