import { seal, unseal } from '@/lib/platform/secret-box';
import type { Configuration } from './schema';
import { secretFields, type ProviderKind } from './vocabulary';

export type Values = Record<string, string | number | boolean>;

const placeOf = (tenant: string, id: string): string => `${tenant}/sending_providers/${id}`;

/** What is kept in the clear, and what is sealed. */
export function split(given: { kind: ProviderKind } & Partial<Values>): {
  settings: Values;
  secrets: Record<string, string>;
} {
  const settings: Values = {};
  const secrets: Record<string, string> = {};
  for (const [field, value] of Object.entries(given)) {
    if (field === 'kind' || value === undefined) continue;
    if (secretFields[given.kind].includes(field)) secrets[field] = String(value);
    else settings[field] = value;
  }
  return { settings, secrets };
}

export const sealSecrets = (tenant: string, id: string, secrets: Record<string, string>): string =>
  seal(JSON.stringify(secrets), placeOf(tenant, id));

/** Throws CannotOpen. */
export const openSecrets = (tenant: string, id: string, sealed: string): Record<string, string> =>
  JSON.parse(unseal(sealed, placeOf(tenant, id))) as Record<string, string>;

export interface StoredProvider {
  tenant: string;
  id: string;
  kind: ProviderKind;
  settings: Values;
  secret: string;
}

/** A stored provider's whole configuration; what is stored was parsed when it came in. Throws CannotOpen. */
export const configurationOf = ({ tenant, id, kind, settings, secret }: StoredProvider): Configuration =>
  ({ kind, ...settings, ...openSecrets(tenant, id, secret) }) as Configuration;
