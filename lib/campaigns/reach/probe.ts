import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { anyLookup, isPublicAddress, PrivateAddress, publicLookup } from '@/lib/platform/outbound';

export interface ProbeOptions {
  /** Addresses of private networks may be asked too: for an installation inside one. */
  allowPrivate: boolean;
  timeoutMs: number;
}

export interface Probe {
  url: string;
  isGood: boolean;
  /** Nothing was asked: it leads to a private network. */
  isPrivate: boolean;
  /** The last answer's status; null when there was none. */
  status: number | null;
  /** What is wrong, in words; null when nothing is. */
  note: string | null;
}

const mostRedirects = 5;
/** Servers that know no HEAD, or answer it otherwise than GET, are asked again by GET. */
const askAgain = (status: number) => status >= 400 && status !== 404 && status !== 410;

function ask(url: URL, method: 'HEAD' | 'GET', options: ProbeOptions): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !options.allowPrivate && !isPublicAddress(host)) return Promise.reject(new PrivateAddress(host));
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const given: RequestOptions = {
      ...{ method, agent: false, timeout: options.timeoutMs, signal: AbortSignal.timeout(options.timeoutMs) },
      headers: { 'user-agent': 'AlumOutreach link check', accept: '*/*' },
      lookup: options.allowPrivate ? anyLookup : publicLookup,
    };
    const sent = request(url, given, (response) => {
      // The status is all that is wanted; what follows is never read.
      response.destroy();
      resolve(response);
    });
    sent.on('error', reject);
    sent.end();
  });
}

function noteOf(error: unknown): string {
  const { code, name } = error as { code?: string; name?: string };
  if (error instanceof PrivateAddress) return 'leads to a private network, where recipients cannot follow';
  if (code === 'ENOTFOUND') return 'leads to a name that does not exist';
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ABORT_ERR' || code === 'ETIMEDOUT')
    return 'did not answer in time';
  if (code?.includes('CERT') || code?.includes('TLS') || code === 'DEPTH_ZERO_SELF_SIGNED_CERT')
    return 'has a certificate that browsers do not trust';
  return 'could not be reached';
}

/** Asks a web address whether it is there, and follows where it leads. Never throws. */
export async function probe(url: string, options: ProbeOptions): Promise<Probe> {
  let at = new URL(url);
  let status: number | null = null;
  const bad = (note: string, isPrivate = false): Probe => ({ url, isGood: false, isPrivate, status, note });
  try {
    for (let hop = 0; hop <= mostRedirects; hop++) {
      if (!/^https?:$/.test(at.protocol)) return bad('leads to something that is no web page');
      let answer = await ask(at, 'HEAD', options);
      if (askAgain(answer.statusCode ?? 500)) answer = await ask(at, 'GET', options);
      status = answer.statusCode ?? 500;
      const { location } = answer.headers;
      if (status < 300 || status >= 400 || !location) {
        return status < 400 ? { url, isGood: true, isPrivate: false, status, note: null } : bad(`answers ${status}`);
      }
      at = new URL(location, at);
    }
    return bad('leads on and on: more than five redirects');
  } catch (error) {
    return bad(noteOf(error), error instanceof PrivateAddress);
  }
}
