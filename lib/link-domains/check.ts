import { request as plain } from 'node:http';
import { request as encrypted } from 'node:https';
import { isIP } from 'node:net';
import { tracking } from '@/lib/paths';
import { config } from '@/lib/platform/config';
import { dnsResolver, Names } from '@/lib/platform/names';

/** What a check asks of the outside; answers are empty when there is nothing. Throws when it cannot be asked. */
export interface Outside {
  txt(name: string): Promise<readonly string[]>;
  cname(name: string): Promise<readonly string[]>;
  addresses(name: string): Promise<readonly string[]>;
  /** Asks a machine, under another name, for a path: what it answers with, at most 1 kB. */
  fetch(address: string, host: string, url: URL): Promise<string>;
}

const timeoutMs = 5_000;
const patience = { timeout: 2_000, tries: 2 };
const same = (a: string, b: string) => a.replace(/\.$/, '').toLowerCase() === b.replace(/\.$/, '').toLowerCase();
const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '');
const nothing = new Set(['ENODATA', 'ENOTFOUND']);
const codeOf = (error: unknown): string => {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
};
const orNone = async <T>(asked: Promise<readonly T[]>): Promise<readonly T[]> => {
  try {
    return await asked;
  } catch (error) {
    if (nothing.has(codeOf(error))) return [];
    throw error;
  }
};

function ask(address: string, host: string, url: URL): Promise<string> {
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const options = {
      host: address,
      port: url.port || (secure ? 443 : 80),
      path: url.pathname,
      headers: { host: url.port ? `${host}:${url.port}` : host, 'user-agent': 'AlumOutreach domain check' },
      signal: AbortSignal.timeout(timeoutMs),
    };
    const asked = (secure ? encrypted : plain)({ ...options, ...(secure ? { servername: host } : {}) }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body += part;
        if (body.length > 1024) response.destroy();
      });
      response.on('close', () => resolve(body.slice(0, 1024)));
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** The internet, asked within some seconds. What this machine alone knows counts for our own host only. */
export function outside(servers: readonly string[] = config().dnsServers, own = hostOf(config().publicUrl)): Outside {
  const resolver = dnsResolver(patience, servers);
  const names = { own: new Names({ servers, patience, system: true }), theirs: new Names({ servers, patience }) };
  return {
    txt: async (name) => (await orNone(resolver.resolveTxt(name))).map((parts) => parts.join('')),
    cname: (name) => orNone(resolver.resolveCname(name)),
    addresses: async (name) => {
      const found = await orNone((same(name, own) ? names.own : names.theirs).addresses(name));
      return found.map(({ address }) => address);
    },
    fetch: ask,
  };
}

export interface Asked {
  domain: string;
  /** What the tenant's own TXT record says. */
  token: string;
  /** What our own answer at the domain is. */
  proof: string;
  publicUrl: string;
}

export const txtName = (domain: string): string => `_alumoutreach.${domain}`;
export const txtValue = (token: string): string => `alumoutreach=${token}`;

/** Nothing was learned: a name server or our own machine gave no answer. Its message is for people. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

/**
 * What is missing before links can have this domain, in words with the way out; null when nothing is. The TXT record shows whose
 * it is, since every tenant's domain leads to the same machines. Only our own machines are ever connected to. Throws NoAnswer.
 */
export async function missing(world: Outside, asked: Asked): Promise<string | null> {
  const { domain, token, proof, publicUrl } = asked;
  const ours = new URL(publicUrl);
  const host = hostOf(publicUrl);
  try {
    const texts = await world.txt(txtName(domain));
    if (!texts.some((text) => text.trim() === txtValue(token)))
      return `The TXT record ${txtName(domain)} ${texts.length ? 'says something else' : 'was not found'}. Set it as shown; a change may take an hour to be seen.`;
    const machines = isIP(host) ? [host] : await world.addresses(host);
    const leadsHere =
      (await world.cname(domain)).some((name) => same(name, host)) ||
      (await world.addresses(domain)).some((address) => machines.includes(address));
    if (!leadsHere)
      return `${domain} does not lead to ${host}. Set the CNAME record as shown; a change may take an hour to be seen.`;
    const [machine] = machines;
    if (!machine) return `The addresses of ${host} were not found. Ask who runs this installation.`;
    const answer = await world.fetch(machine, domain, new URL(tracking.domainCheck(token), ours));
    if (answer.trim() === proof) return null;
    return `${domain} leads here, but is answered by something else. Ask who runs this installation to serve this name as well.`;
  } catch (error) {
    const code = codeOf(error);
    const isCertificate = /CERT|SSL|TLS|ALTNAME/i.test(code);
    if (!isCertificate) throw new NoAnswer(`${domain} could not be checked (${code}). Try again in some minutes.`);
    return `${domain} leads here, but has no certificate (${code}). Ask who runs this installation for one.`;
  }
}
