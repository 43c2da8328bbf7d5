export type EmailResult = { email: string; normalized: string } | { problem: string };
export type TextResult = { text: string } | { problem: string };

export const MAX_EMAIL = 254;
export const MAX_NAME = 100;

const INVISIBLE = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
const PLAIN = /^[a-z0-9_+'-]+(?:\.[a-z0-9_+'-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;
const LOCAL = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]+$/u;
const DOMAIN = /^[\p{L}\p{M}\p{N}.\-\u3002\uff0e\uff61]+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Reads an address as people paste it. `normalized` is the unique key: lower case, domain in punycode. */
export function normaliseEmail(raw: string): EmailResult {
  if (raw.length > 1000) return { problem: `too long: an address has at most ${MAX_EMAIL} characters` };
  const bare = unwrap(raw);
  if (bare === '') return { problem: 'empty' };
  if (bare.length <= MAX_EMAIL && PLAIN.test(bare) && bare.indexOf('@') <= 64) {
    return { email: bare, normalized: bare.toLowerCase() };
  }
  const at = bare.lastIndexOf('@');
  const local = bare.slice(0, at);
  const domain = bare.slice(at + 1);
  const problem = at < 0 ? 'no @' : (localProblem(local) ?? domainProblem(domain));
  if (problem) return { problem };
  const ascii = asciiDomain(domain);
  if (ascii === null) return { problem: `the domain "${domain}" is not valid` };
  const normalized = `${local.toLowerCase().normalize('NFC')}@${ascii}`;
  if (normalized.length > MAX_EMAIL) return { problem: `too long: an address has at most ${MAX_EMAIL} characters` };
  return { email: `${local}@${domain}`, normalized };
}

function unwrap(raw: string): string {
  let text = raw.replace(INVISIBLE, '').trim();
  if (text.endsWith('>')) {
    const open = text.lastIndexOf('<');
    if (open >= 0) text = text.slice(open + 1, -1).trim();
  }
  if (/^mailto:/i.test(text)) text = text.slice(7).split('?')[0] ?? '';
  return text.trim().normalize('NFC');
}

function localProblem(local: string): string | undefined {
  if (local === '') return 'nothing before the @';
  if (local.startsWith('"')) return 'addresses with a quoted part before the @ cannot be sent to by most servers';
  if (local.includes('@')) return 'two @';
  if (/\s/.test(local)) return 'spaces inside';
  if (/[,;]/.test(local)) return 'more than one address, or a comma or semicolon inside';
  if (local.startsWith('.') || local.endsWith('.')) return 'a dot at the edge of the part before the @';
  if (local.includes('..')) return 'two dots in a row';
  if (!LOCAL.test(local)) return 'a character that is not allowed before the @';
  return new TextEncoder().encode(local).length > 64 ? 'more than 64 characters before the @' : undefined;
}

function domainProblem(domain: string): string | undefined {
  if (domain === '') return 'nothing after the @';
  if (/\s/.test(domain)) return 'spaces inside';
  if (/[,;]/.test(domain)) return 'more than one address, or a comma or semicolon inside';
  if (domain.startsWith('[')) return 'a number in brackets instead of a domain name';
  if (!/[.\u3002\uff0e\uff61]/.test(domain)) return 'domain has no dot';
  if (domain.includes('..')) return 'two dots in a row';
  if (domain.startsWith('.') || domain.endsWith('.')) return 'a dot at the edge of the domain';
  return DOMAIN.test(domain) ? undefined : 'a character that is not allowed in a domain';
}

function asciiDomain(domain: string): string | null {
  const url = URL.parse(`http://${domain}/`);
  if (!url || url.hostname === '' || url.port !== '') return null;
  const labels = url.hostname.split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length < 2 || /^\d+$/.test(top) || top.length < 2) return null;
  return labels.every((label) => LABEL.test(label)) && url.hostname.length <= 253 ? url.hostname : null;
}

/** One line of text: NFC, no control or invisible characters, spaces collapsed, at most `max` characters. */
export function normaliseText(raw: string, max = MAX_NAME): TextResult {
  if (raw.length > max * 10 + 1000) return { problem: `longer than ${max} characters` };
  const text = raw.replace(CONTROL, ' ').replace(INVISIBLE, '').replace(/\s+/g, ' ').trim().normalize('NFC');
  return [...text].length > max ? { problem: `longer than ${max} characters` } : { text };
}

/** A person's name; an empty one is fine and comes back as ''. */
export const normaliseName = (raw: string): TextResult => normaliseText(raw, MAX_NAME);
