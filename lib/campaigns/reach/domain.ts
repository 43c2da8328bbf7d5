import { dnsResolver } from '@/lib/platform/names';
import type { Preflight } from '../schema';

type Problem = Preflight['problems'][number];

/** The one question that is asked of DNS; node:dns answers it. */
export interface TxtResolver {
  resolveTxt(name: string): Promise<string[][]>;
}

/** `unknown`: DNS did not answer, which says nothing about the domain. */
type Found = 'found' | 'missing' | 'unknown';
export interface DomainCheck {
  domain: string;
  spf: Found;
  dkim: Found;
  dmarc: Found;
  /** What receivers shall do with mail that fails: none, quarantine, reject; null without a record. */
  policy: string | null;
  /** More than one count as none. */
  spfRecords: number;
}

/** Who hands mail of the domain over, and who signs it. */
export interface Carriers {
  /** Mail servers, which pass on what they get: the organisation's own or the installation's. */
  servers: readonly string[];
  /** Services that sign for the domains verified there, and have a return path of their own. */
  services: readonly string[];
  /** The domain whose key signs here; null: none does. */
  key: string | null;
}

const timeoutMs = 2000;
export const systemResolver = (): TxtResolver => dnsResolver({ timeout: timeoutMs, tries: 1 });

const codeOf = (error: unknown) => (error as { code?: string }).code ?? '';

async function txt(resolver: TxtResolver, name: string): Promise<{ state: Found; records: string[]; below: boolean }> {
  try {
    const records = (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    return { state: 'found', records, below: true };
  } catch (error) {
    // A name without text exists when something stands below it; one that does not exist has nothing below (RFC 8020).
    if (codeOf(error) === 'ENODATA') return { state: 'missing', records: [], below: true };
    if (codeOf(error) === 'ENOTFOUND') return { state: 'missing', records: [], below: false };
    return { state: 'unknown', records: [], below: false };
  }
}

const having = (answer: Awaited<ReturnType<typeof txt>>, pattern: Pick<RegExp, 'test'>) => {
  const records = answer.records.filter((record) => pattern.test(record));
  const state: Found = answer.state === 'found' && records.length === 0 ? 'missing' : answer.state;
  return { state, records };
};

/** An SPF record by which somebody may send: one that says no more than `-all` is a promise that nobody does. */
const letsSend = {
  test: (record: string): boolean => {
    const [version = '', ...terms] = record.trim().split(/\s+/);
    return /^v=spf1$/i.test(version) && terms.some((term) => !/^([-~?]all|(?!redirect)[a-z][\w.-]*=.*)$/i.test(term));
  },
};

/** The policy of the domain itself, else of the domain above it, which covers it. */
async function dmarcOf(resolver: TxtResolver, domain: string) {
  const pattern = /^v=DMARC1\s*(;|$)/i;
  const own = having(await txt(resolver, `_dmarc.${domain}`), pattern);
  const parent = domain.split('.').slice(1).join('.');
  if (own.state !== 'missing' || !parent.includes('.')) return { ...own, inherited: false };
  return { ...having(await txt(resolver, `_dmarc.${parent}`), pattern), inherited: true };
}

/**
 * Keys of the domain itself, of the one above it, or of those that a service signs for: receivers take each as its signature.
 * Our own are asked for by name: some name servers deny a name without text although keys stand below it.
 */
async function dkimOf(
  resolver: TxtResolver,
  domain: string,
  others: readonly string[],
  keys: readonly string[],
): Promise<Found> {
  const parent = domain.split('.').slice(1).join('.');
  const names = new Set([domain, ...(parent.includes('.') ? [parent] : []), ...others]);
  const answers = await Promise.all([
    ...[...names].map(async (name) => {
      const { state, below } = await txt(resolver, `_domainkey.${name}`);
      return below ? 'found' : state;
    }),
    // An empty key is one that was taken back.
    ...keys.map(async (name) => having(await txt(resolver, name), /(^|;)\s*p\s*=\s*[^;\s]/i).state),
  ]);
  return (['found', 'unknown'] as const).find((state) => answers.includes(state)) ?? 'missing';
}

/**
 * What DNS says about the domain that a campaign comes from; `others`: domains of the same owner that services sign for, `keys`: the
 * names of our own keys for it.
 */
export async function checkDomain(
  domain: string,
  resolver: TxtResolver,
  others: readonly string[] = [],
  keys: readonly string[] = [],
): Promise<DomainCheck> {
  const [spf, dkim, dmarc] = await Promise.all([
    txt(resolver, domain).then((answer) => having(answer, letsSend)),
    dkimOf(resolver, domain, others, keys),
    dmarcOf(resolver, domain),
  ]);
  const record = dmarc.records[0] ?? '';
  const tag = (name: string) => new RegExp(`;\\s*${name}\\s*=\\s*(\\w+)`, 'i').exec(record)?.[1]?.toLowerCase();
  const policy = dmarc.state === 'found' ? ((dmarc.inherited ? tag('sp') : undefined) ?? tag('p') ?? 'none') : null;
  return { domain, spf: spf.state, dkim, dmarc: dmarc.state, policy, spfRecords: spf.records.length };
}

const and = new Intl.ListFormat('en', { type: 'conjunction' });

/** Who signs, in words. */
export function signatureWords({ servers, services, key }: Carriers): string {
  const by = and.format([...services]);
  const theirs =
    services.length === 0 ? [] : [`${by} ${services.length > 1 ? 'sign' : 'signs'} for domains verified there`];
  const ours = key ? `signed here with the key of ${key}` : `no key here: only ${and.format([...servers])} may sign`;
  return [...(servers.length > 0 ? [ours] : []), ...theirs].join('; ');
}

/** What of it warns or blocks, for those who hand its mail over. */
export function domainProblems(check: DomainCheck, carriers: Carriers): Problem[] {
  const { servers, services, key } = carriers;
  const { domain, spf, dkim, dmarc, policy, spfRecords } = check;
  const warns = (message: string): Problem => ({ level: 'warns', message });
  if (spf === 'unknown' || dkim === 'unknown' || dmarc === 'unknown')
    return [
      warns(`DNS did not answer for ${domain}: whether its mail is authenticated is not known. Check again later.`),
    ];
  const strict = policy === 'reject' || policy === 'quarantine';
  // Services sign by keys whose names are theirs, and DNS was seen to publish ours: that none is found now is no proof of anything.
  const maySign = services.length > 0 || key !== null;
  if (strict && spf === 'missing' && dkim === 'missing' && !maySign)
    return [
      {
        level: 'blocks',
        at: 'senders',
        field: 'senderId',
        message: `${domain} tells receivers to ${policy} what is not authenticated (DMARC), and has neither SPF that lets anybody send nor DKIM: nobody would get this. Publish both, or send from another domain.`,
      },
    ];
  // Services are looked up by their own return path: the record of this domain says nothing about them.
  const restsOnKeys = strict && (services.length > 0 || spf === 'missing');
  const spfProblems = servers.length === 0 ? [] : spfOf(domain, spf, spfRecords);
  return [
    ...spfProblems,
    ...(dkim === 'missing' ? [withoutKey(domain, carriers, restsOnKeys ? policy : null)] : []),
    ...(dmarc === 'missing'
      ? [warns(`${domain} has no DMARC record: large receivers ask for one. Publish at least "v=DMARC1; p=none".`)]
      : []),
  ];
}

function spfOf(domain: string, spf: Found, records: number): Problem[] {
  if (spf === 'missing')
    return [
      {
        level: 'warns',
        message: `${domain} has no SPF record by which anybody may send for it: receivers cannot tell that this server may. Publish one.`,
      },
    ];
  if (records < 2) return [];
  return [{ level: 'warns', message: `${domain} has ${records} SPF records, which counts as none. Keep one of them.` }];
}

function withoutKey(domain: string, { services, key }: Carriers, policy: string | null): Problem {
  const what = `No DKIM key is published below _domainkey.${domain}`;
  const does = policy ? `, and receivers are told to ${policy} what nobody signed for it` : '';
  if (services.length === 0) {
    const message = key
      ? `The DKIM key of ${key}, which signs here, is not found in DNS any more${does}. Publish it again.`
      : `${what}: large receivers ask for signed mail. Publish yours.`;
    return { level: 'warns', at: 'keys', message };
  }
  const message = `${what}: ${and.format([...services])} can sign for it only when the domain is verified there and the records it shows are published${does}.`;
  return { level: 'warns', at: 'providers', message };
}
