import { invalid } from '@/lib/platform/errors';
import { limits } from './limits';
import { normaliseEmail, normaliseName, normaliseText } from './normalise';
import { normalisePhone } from './phone';

export interface Identity {
  email?: string | null | undefined;
  phone?: string | null | undefined;
  firstName?: string | null | undefined;
  lastName?: string | null | undefined;
  externalId?: string | null | undefined;
}

export interface NormalIdentity {
  email: string | null;
  emailNormalized: string | null;
  phone: string | null;
  phoneE164: string | null;
  firstName: string | null;
  lastName: string | null;
  externalId: string | null;
}

/** What lists show and sort by: the name, else the address, the number, the external id. */
export function displayNameOf(c: Identity): string {
  const name = [c.firstName, c.lastName].filter(Boolean).join(' ');
  const shown = name || c.email || c.phone || c.externalId || 'Unnamed';
  return [...shown].slice(0, 320).join(''); // by characters, as the column counts them
}

/** Brings what identifies a person into its one form, or throws `invalid` that names each wrong field. */
export function normaliseIdentity(input: Identity, country: string | null): NormalIdentity {
  const problems: Record<string, string> = {};
  const take = <R extends object>(
    field: keyof Identity,
    normalise: (raw: string) => R | { problem: string },
  ): R | null => {
    const raw = input[field];
    if (!raw) return null;
    const result = normalise(raw);
    if (!('problem' in result)) return result;
    problems[field] = result.problem;
    return null;
  };
  const email = take('email', normaliseEmail);
  const phone = take('phone', (raw) => normalisePhone(raw, country));
  const first = take('firstName', normaliseName);
  const last = take('lastName', normaliseName);
  const externalId = take('externalId', (raw) => normaliseText(raw, limits.externalId));
  if (Object.keys(problems).length > 0) {
    throw invalid(
      Object.entries(problems)
        .map(([field, problem]) => `${field}: ${problem}`)
        .join('; '),
      problems,
    );
  }
  const identity: NormalIdentity = {
    email: email?.email ?? null,
    emailNormalized: email?.normalized ?? null,
    phone: phone ? (input.phone ?? null) : null,
    phoneE164: phone?.e164 ?? null,
    firstName: first?.text || null,
    lastName: last?.text || null,
    externalId: externalId?.text || null,
  };
  if (!identity.email && !identity.phoneE164 && !identity.externalId) {
    throw invalid(
      'A contact needs an email address, a phone number or an external id, so that it can be found again.',
      { email: 'needs an address, or a phone number or an external id below' },
    );
  }
  return identity;
}
