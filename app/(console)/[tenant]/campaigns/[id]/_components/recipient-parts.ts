import { providerWords } from '@/components/campaigns/words';
import { formatExact } from '@/components/ui/format';
import { mailProviders, type MailProvider } from '@/lib/campaigns/schema';

/** Filters that only the parts of the report give, such as which provider, when, which link; and whom somebody looks for. */
export interface RecipientParts {
  machine?: 'true';
  since?: string;
  until?: string;
  provider?: MailProvider;
  link?: string;
  version?: string;
  currency?: string;
  heldOut?: 'true';
  caught?: 'true';
  q?: string;
}

const isInstant = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text));

/** Those of an address that make sense; the others are as if they were not there. */
export function partsOf(
  given: Partial<Record<keyof RecipientParts, string | undefined>>,
  event: string | undefined,
): RecipientParts {
  const provider = mailProviders.find((each) => each === given.provider);
  const isVersion = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(given.version ?? '');
  const isLink = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:\d{1,5}$/.test(given.link ?? '');
  const q = given.q?.trim().slice(0, 120);
  return {
    ...(q ? { q } : {}),
    ...(given.machine === 'true' && (event === 'opened' || event === 'clicked') ? { machine: 'true' } : {}),
    ...(isInstant(given.since) ? { since: given.since } : {}),
    ...(isInstant(given.until) ? { until: given.until } : {}),
    ...(provider ? { provider } : {}),
    ...(isLink && given.link ? { link: given.link } : {}),
    ...(isVersion && given.version ? { version: given.version } : {}),
    ...(given.heldOut === 'true' ? { heldOut: 'true' } : {}),
    ...(given.caught === 'true' ? { caught: 'true' } : {}),
    ...(event === 'converted' && /^[A-Z]{3}$/.test(given.currency ?? '') ? { currency: given.currency! } : {}),
  };
}

/** The same as chips above the list, each with the filters that go with it. */
export function partChips(parts: RecipientParts, zone: string, versionName: string | null) {
  const { machine, since, until, provider, link, version, currency, heldOut, caught } = parts;
  const chip = (field: string, operator: string, value: string, ...keys: (keyof RecipientParts)[]) => [
    { field, operator, value, keys },
  ];
  return [
    ...(machine ? chip('Made by', 'is', 'a machine', 'machine') : []),
    ...(since ? chip('From', 'is', formatExact(since, zone), 'since') : []),
    ...(until ? chip('Before', 'is', formatExact(until, zone), 'until') : []),
    ...(provider ? chip('Provider', 'is', providerWords[provider], 'provider') : []),
    ...(link ? chip('Link', 'is', `number ${Number(link.split(':')[1]) + 1} of the message`, 'link') : []),
    ...(heldOut ? chip('Group', 'is', 'control group', 'heldOut') : []),
    ...(caught ? chip('Went to', 'is', 'the sandbox', 'caught') : []),
    ...(currency ? chip('Gave or bought in', 'is', currency, 'currency') : []),
    ...(version ? chip('Message', 'is', versionName ?? 'one of its versions', 'version') : []),
  ];
}

/** The filters but these. */
export const without = <T extends object>(all: T, ...keys: string[]): Partial<T> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => !keys.includes(key))) as Partial<T>;
