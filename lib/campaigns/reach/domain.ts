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
  problems: Problem[];
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

const having = (answer: Awaited<ReturnType<typeof txt>>, pattern: RegExp) => {
  const records = answer.records.filter((record) => pattern.test(record));
  const state: Found = answer.state === 'found' && records.length === 0 ? 'missing' : answer.state;
  return { state, records };
};

/** The policy of the domain itself, else of the domain above it, which covers it. */
async function dmarcOf(resolver: TxtResolver, domain: string) {
  const pattern = /^v=DMARC1\s*(;|$)/i;
  const own = having(await txt(resolver, `_dmarc.${domain}`), pattern);
  const parent = domain.split('.').slice(1).join('.');
  if (own.state !== 'missing' || !parent.includes('.')) return { ...own, inherited: false };
  return { ...having(await txt(resolver, `_dmarc.${parent}`), pattern), inherited: true };
}

/** What DNS says about the domain that a campaign comes from: SPF, DKIM and DMARC, and what of it warns or blocks. */
export async function checkDomain(domain: string, resolver: TxtResolver): Promise<DomainCheck> {
  const [spf, keys, dmarc] = await Promise.all([
    txt(resolver, domain).then((answer) => having(answer, /^v=spf1(\s|$)/i)),
    txt(resolver, `_domainkey.${domain}`),
    dmarcOf(resolver, domain),
  ]);
  const dkim: Found = keys.state === 'unknown' ? 'unknown' : keys.below ? 'found' : 'missing';
  const record = dmarc.records[0] ?? '';
  const tag = (name: string) => new RegExp(`;\\s*${name}\\s*=\\s*(\\w+)`, 'i').exec(record)?.[1]?.toLowerCase();
  const policy = dmarc.state === 'found' ? ((dmarc.inherited ? tag('sp') : undefined) ?? tag('p') ?? 'none') : null;
  const check = { domain, spf: spf.state, dkim, dmarc: dmarc.state, policy };
  return { ...check, problems: problemsOf(check, spf.records.length) };
}

function problemsOf(
  { domain, spf, dkim, dmarc, policy }: Omit<DomainCheck, 'problems'>,
  spfRecords: number,
): Problem[] {
  const warns = (message: string): Problem => ({ level: 'warns', message });
  if (spf === 'unknown' || dkim === 'unknown' || dmarc === 'unknown')
    return [
      warns(`DNS did not answer for ${domain}: whether its mail is authenticated is not known. Check again later.`),
    ];
  const strict = policy === 'reject' || policy === 'quarantine';
  if (strict && spf === 'missing' && dkim === 'missing')
    return [
      {
        level: 'blocks',
        message: `${domain} tells receivers to ${policy} what is not authenticated (DMARC), and has neither SPF nor DKIM: nobody would get this. Publish both, or send from another domain.`,
      },
    ];
  return [
    ...(spf === 'missing'
      ? [warns(`${domain} has no SPF record: receivers cannot tell that this server may send for it. Publish one.`)]
      : []),
    ...(spfRecords > 1
      ? [warns(`${domain} has ${spfRecords} SPF records, which counts as none. Keep one of them.`)]
      : []),
    ...(dkim === 'missing'
      ? [
          warns(
            `No DKIM key is published below _domainkey.${domain}: large receivers ask for signed mail. Publish yours.`,
          ),
        ]
      : []),
    ...(dmarc === 'missing'
      ? [warns(`${domain} has no DMARC record: large receivers ask for one. Publish at least "v=DMARC1; p=none".`)]
      : []),
  ];
}
