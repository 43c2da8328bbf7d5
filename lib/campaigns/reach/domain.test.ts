import { describe, expect, it } from 'vitest';
import { checkDomain, type TxtResolver } from './domain';

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
const check = (zone: Record<string, string | string[]>, domain = 'uni.example') => checkDomain(domain, dns(zone));
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

  it.each(['reject', 'quarantine'])(
    'blocks when receivers are told to %s, and nothing authenticates',
    async (policy) => {
      expect(await levels({ '_dmarc.uni.example': `v=DMARC1; p=${policy}` })).toHaveLength(1);
      expect((await check({ '_dmarc.uni.example': `v=DMARC1; p=${policy}` })).problems[0]?.level).toBe('blocks');
    },
  );

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
});
