import type { AttributeDef } from './contact-input';

export type ImportColumn = {
  index: number;
  title: string;
  type: string;
  target: string;
  filled: number;
  examples: string[];
  /** What the title says about consent, as a target; null when it is about something else. */
  consent: string | null;
};
export type DraftColumn = { target: string; type: AttributeDef['type']; dateOrder: 'dmy' | 'mdy'; decimal: '.' | ',' };
export type ImportDraft = {
  columns: DraftColumn[];
  key: 'email' | 'externalId' | 'phone';
  defaultCountry: string;
  onConflict: 'update' | 'keep';
  tagSeparator: string;
  consentSource: string;
  /** The file's people agreed to marketing by email. */
  consent: boolean;
};

export const targetLabels: Record<string, string> = {
  email: 'Email',
  phone: 'Phone',
  firstName: 'First name',
  lastName: 'Last name',
  fullName: 'Full name',
  tags: 'Tags',
  externalId: 'External id',
  language: 'Language',
  timeZone: 'Time zone',
  country: 'Country',
};
/** Targets of consent: in the first half a yes agrees, in the other it refuses; the last closes every channel. */
export const consentLabels: Record<string, string> = {
  'consent.all': 'Consent to messages',
  'consent.email': 'Consent to email',
  'consent.sms': 'Consent to SMS',
  'consent.whatsapp': 'Consent to WhatsApp',
  'consent.smsWhatsapp': 'Consent to SMS and WhatsApp',
  'optOut.all': 'Left all mailings (yes means no)',
  'optOut.email': 'Left email (yes means no)',
  'optOut.sms': 'Left SMS (yes means no)',
  'optOut.whatsapp': 'Left WhatsApp (yes means no)',
  'optOut.smsWhatsapp': 'Left SMS and WhatsApp (yes means no)',
  doNotContact: 'Do not contact (yes closes every channel)',
};
export const keyLabels: Record<ImportDraft['key'], string> = {
  email: 'Email',
  externalId: 'External id',
  phone: 'Phone',
};
const prefix = 'attributes.';

/** The attribute that a target names; null for another field. */
export const attributeOf = (target: string): string | null =>
  target.startsWith(prefix) ? target.slice(prefix.length) : null;

/** The channel whose consent a target says, `smsWhatsapp`, or `all`: email and what else the file has consent for; null for another field. */
export const consentChannelOf = (target: string): string | null =>
  target in consentLabels ? (target.split('.')[1] ?? null) : null;

/** Whether a column says who agreed, or who left (`kind`), on one of the channels of which `channel` speaks. */
export function speaksOf(targets: ReadonlySet<string>, kind: 'consent' | 'optOut', channel: string): boolean {
  const pair = ['sms', 'whatsapp'];
  const named =
    channel === 'smsWhatsapp' ? [...pair, channel] : pair.includes(channel) ? [channel, 'smsWhatsapp'] : [channel];
  return ['all', ...named].some((one) => targets.has(`${kind}.${one}`));
}

/** Whether the file says itself, row by row, who agreed to email. */
export const asksForEmail = (draft: ImportDraft): boolean =>
  draft.columns.some(({ target }) => ['email', 'all'].includes(consentChannelOf(target) ?? ''));

/** `Year of Graduation` → `year_of_graduation`. */
export function keyOfTitle(title: string, index: number): string {
  const key = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 50);
  if (key === '') return `column_${index + 1}`;
  return /^[a-z]/.test(key) ? key : `c_${key}`;
}

type Stored = {
  columns?: {
    column: string | number;
    target: string;
    type?: AttributeDef['type'];
    dateOrder?: 'dmy' | 'mdy';
    decimal?: '.' | ',';
  }[];
  key?: ImportDraft['key'];
  defaultCountry?: string | null;
  onConflict?: ImportDraft['onConflict'];
  tagSeparator?: string;
};

/** What the wizard starts from: the mapping that the server suggested. */
export function draftOf(
  columns: readonly ImportColumn[],
  mapping: unknown,
  consentSource: string | null,
  consent: readonly string[],
): ImportDraft {
  const stored = (mapping ?? {}) as Stored;
  return {
    columns: columns.map(({ index, title }) => {
      const found = stored.columns?.find((each) => each.column === index || each.column === title);
      return {
        target: found?.target ?? 'ignore',
        type: found?.type ?? 'text',
        dateOrder: found?.dateOrder ?? 'dmy',
        decimal: found?.decimal ?? '.',
      };
    }),
    key: stored.key ?? 'email',
    defaultCountry: stored.defaultCountry ?? '',
    onConflict: stored.onConflict ?? 'update',
    tagSeparator: stored.tagSeparator ?? ',',
    consentSource: consentSource ?? '',
    consent: consent.includes('email'),
  };
}

/** The draft after the file was read in another way: its columns start anew, the rules stay. */
export function redraftOf(draft: ImportDraft, columns: readonly ImportColumn[], mapping: unknown): ImportDraft {
  const fresh = draftOf(columns, mapping, null, []);
  return { ...draft, columns: fresh.columns, key: fresh.key, tagSeparator: fresh.tagSeparator };
}

/** Channels for which the file's people agreed. */
export const consentOf = (draft: ImportDraft): 'email'[] => (draft.consent ? ['email'] : []);

/** The draft as the server takes it. */
export function mappingOf(draft: ImportDraft) {
  const columns = draft.columns.flatMap((column, index) => {
    if (column.target === 'ignore') return [];
    if (attributeOf(column.target) === null) return [{ column: index, target: column.target }];
    const extra =
      column.type === 'date'
        ? { dateOrder: column.dateOrder }
        : column.type === 'number'
          ? { decimal: column.decimal }
          : {};
    return [{ column: index, target: column.target, type: column.type, ...extra }];
  });
  const { key, onConflict, tagSeparator, defaultCountry } = draft;
  return {
    columns,
    key,
    onConflict,
    tagSeparator: tagSeparator || ',',
    defaultCountry: defaultCountry.trim().toUpperCase() || null,
  };
}

/** What keeps this draft from being tried, in words; empty when nothing does. */
export function draftProblems(draft: ImportDraft): string[] {
  const targets = draft.columns.map((column) => column.target).filter((target) => target !== 'ignore');
  const twice = [
    ...new Set(
      targets.filter((target, i) => target !== 'tags' && !(target in consentLabels) && targets.indexOf(target) !== i),
    ),
  ];
  return [
    ...twice.map((target) => `Two columns go to ${targetLabels[target] ?? attributeOf(target)}. Ignore one.`),
    ...(targets.includes(draft.key)
      ? []
      : [
          `No column goes to ${keyLabels[draft.key]}, by which people are recognised. Choose one, or another key under Rules.`,
        ]),
  ];
}
