import { invalid } from '@/lib/platform/errors';
import { countryCode, languageTag, remembered } from '@/lib/platform/places';
import { zoneNamed } from '@/lib/platform/zones';
import type { AttributeType, Channel } from '../vocabulary';
import { normaliseEmail, normaliseText } from '../normalise';
import { isPhoneCountry, normalisePhone } from '../phone';
import {
  answerOf,
  channelsOf,
  consentChannels,
  consentOfTarget,
  notClosing,
  notUnderstood,
  type ConsentColumn,
} from './consent';
import { foldTitle } from './synonyms';
import type { RawRow } from './format';
import type { ImportMapping, MappingColumn } from './mapping';
import { limits } from '../limits';
import { parseBoolean, parseDate, parseNumber } from './values';

/** What a row says about a person; a field that is absent says nothing and changes nothing. */
export interface ImportedContact {
  email?: string;
  emailNormalized?: string;
  phone?: string;
  phoneE164?: string;
  firstName?: string;
  lastName?: string;
  externalId?: string;
  language?: string;
  timeZone?: string;
  country?: string;
  tags?: string[];
  /** Dates as YYYY-MM-DD. */
  attributes?: Record<string, string | number | boolean>;
  /** Yes or no to marketing by channel; null when a cell could not be understood, which is no yes. */
  consents?: Partial<Record<Channel, boolean | null>>;
  /** They want nothing on any channel, whatever the purpose; false when that could not be understood, by which nobody agrees either. */
  doNotContact?: boolean;
}

/** One line of the error file. An `error` fails the row; a `warning` keeps the row and leaves the value out. */
export interface RowProblem {
  line: number;
  column: string;
  value: string;
  message: string;
  severity: 'error' | 'warning';
}

export type RowResult =
  | { ok: true; contact: ImportedContact; problems: RowProblem[] }
  /** `contact`: what a row says whose key cannot be read; of it only a no counts. */
  | { ok: false; contact?: ImportedContact; problems: RowProblem[] };

interface Place {
  index: number;
  title: string;
  column: MappingColumn;
}

type Setter = (contact: ImportedContact, cell: string) => string | null;

const SHOWN = 200;

const FLAWS = {
  unclosed_quote: 'a quote is opened and not closed on this line; close it or write it twice',
  too_large: 'the row is longer than 1 MiB or has more than 1,000 cells; a quote or line break may be missing',
} as const;

/**
 * Prepares a mapping for a file's columns. `claimed`: the channels for which the file as a whole has consent. Errors: invalid, naming the
 * column that the file does not have.
 */
export function contactReader(
  mapping: ImportMapping,
  titles: string[],
  claimed: readonly string[] = [],
): (row: RawRow) => RowResult {
  if (mapping.defaultCountry && !isPhoneCountry(mapping.defaultCountry)) {
    throw invalid(`${mapping.defaultCountry} is not a country.`, {
      defaultCountry: 'use a two-letter code such as DE',
    });
  }
  const places = mapping.columns
    .map((column) => placeOf(column, titles))
    .filter(({ column }) => column.target !== 'ignore')
    .sort((a, b) => rank(a) - rank(b));
  const steps = places.map((place) => ({ ...place, set: setterOf(place.column, mapping, claimed) }));
  return (row) => {
    const problems: RowProblem[] = [];
    const say = (severity: RowProblem['severity'], message: string, title = '', value = '') =>
      problems.push({ line: row.line, column: title, value: value.slice(0, SHOWN), message, severity });
    if (row.flaw === 'unclosed_quote' || row.flaw === 'too_large') {
      say('error', FLAWS[row.flaw], '', row.cells[0]);
      return { ok: false, problems };
    }
    if (row.cells.every((cell) => cell.trim() === '')) {
      say('error', 'the row is empty');
      return { ok: false, problems };
    }
    const contact: ImportedContact = {};
    let isKnown = true;
    for (const { index, title, column, set } of steps) {
      const isKey = column.target === mapping.key;
      const cell = row.cells[index]?.trim();
      if (isKey && !cell) {
        say('error', cell === undefined ? 'the row ends before this column, its key' : 'the key is empty', title);
        isKnown = false;
        continue;
      }
      const problem = cell ? set(contact, cell) : null;
      if (problem && (isKey || isKnown)) say(isKey ? 'error' : 'warning', problem, title, cell);
      if (problem && isKey) isKnown = false;
    }
    const refuses = contact.consents !== undefined || contact.doNotContact;
    if (!isKnown) return { ok: false, ...(refuses && { contact }), problems };
    const cells = `${row.cells.length} cells instead of ${titles.length}`;
    if (row.cells.length < titles.length) say('warning', `the row is short: ${cells}; the rest is taken as empty`);
    if (row.cells.length > titles.length) say('warning', `the row is long: ${cells}; the last ones are not read`);
    return { ok: true, contact, problems };
  };
}

/** Country before phone, which reads by it; single names before the full one, which only fills gaps. */
function rank({ column }: Place): number {
  return column.target === 'country' ? 0 : column.target === 'fullName' ? 2 : 1;
}

function placeOf(column: MappingColumn, titles: string[]): Place {
  const wanted = column.column;
  const index =
    typeof wanted === 'number'
      ? wanted
      : [titles.indexOf(wanted), titles.findIndex((title) => foldTitle(title) === foldTitle(wanted))].find(
          (i) => i >= 0,
        );
  const title = titles[index ?? -1];
  if (index === undefined || title === undefined) {
    throw invalid(`The file has no column ${typeof wanted === 'number' ? wanted + 1 : `"${wanted}"`}.`, {
      mapping: `the columns are: ${titles.slice(0, 50).join(', ')}`,
    });
  }
  return { index, title, column };
}

function setterOf(column: MappingColumn, mapping: ImportMapping, claimed: readonly string[]): Setter {
  const consent = consentOfTarget(column.target);
  if (consent) {
    if (consent.closes) return setDoNotContact;
    const { optOut } = consent;
    // "Has not left" agrees to nothing by itself: only where somebody says that the file's people agreed. And what is said of
    // several channels agrees on none of which a column speaks that names fewer.
    const mayAgree = (channel: Channel) =>
      optOut
        ? consentChannels.some((one) => one === channel) && claimed.includes(channel) && !asksFor(mapping, channel)
        : !asksFor(mapping, channel, breadthOf(consent));
    const setters = channelsOf(consent, claimed).map((channel) => consentSetter(channel, optOut, mayAgree(channel)));
    return (contact, cell) => setters.map((set) => set(contact, cell))[0] ?? null;
  }
  switch (column.target) {
    case 'email':
      return setEmail;
    case 'phone':
      return phoneSetter(mapping.defaultCountry ?? null);
    case 'fullName':
      return setFullName;
    case 'firstName':
    case 'lastName':
      return textSetter(column.target, limits.name);
    case 'externalId':
      return textSetter(column.target, limits.externalId);
    case 'country':
      return knownSetter('country', countryCode, 'not a country; use its two-letter code or its name');
    case 'language':
      return knownSetter('language', languageTag, 'not a language; use a code such as de or pt-BR');
    case 'timeZone':
      return knownSetter('timeZone', zoneNamed, 'not a time zone; use a name such as Europe/Berlin');
    case 'tags':
      return tagSetter(mapping.tagSeparator);
    case 'ignore':
      return () => null;
    default:
      return attributeSetter(column.target.slice('attributes.'.length), column);
  }
}

const setEmail: Setter = (contact, cell) => {
  const result = normaliseEmail(cell);
  if ('problem' in result) return result.problem;
  contact.email = result.email;
  contact.emailNormalized = result.normalized;
  return null;
};

const phoneSetter =
  (defaultCountry: string | null): Setter =>
  (contact, cell) => {
    const result = normalisePhone(
      cell,
      contact.country && isPhoneCountry(contact.country) ? contact.country : defaultCountry,
    );
    if ('problem' in result) return result.problem;
    contact.phone = cell;
    contact.phoneE164 = result.e164;
    return null;
  };

const textSetter =
  (field: 'firstName' | 'lastName' | 'externalId', max: number): Setter =>
  (contact, cell) => {
    const result = normaliseText(cell, max);
    if ('problem' in result) return result.problem;
    if (result.text !== '') contact[field] = result.text;
    else if (field === 'externalId') return 'no visible character';
    return null;
  };

/** `Last, First` or `First Last`: the last word is the family name. */
const setFullName: Setter = (contact, cell) => {
  const result = normaliseText(cell, 200);
  if ('problem' in result) return result.problem;
  const comma = result.text.indexOf(',');
  const space = result.text.lastIndexOf(' ');
  const [first, last] =
    comma > 0
      ? [result.text.slice(comma + 1), result.text.slice(0, comma)]
      : [result.text.slice(0, Math.max(space, 0)), result.text.slice(space + 1)];
  for (const [field, text] of [
    ['firstName', first.trim()],
    ['lastName', last.trim()],
  ] as const) {
    if (text.length > limits.name) return `longer than ${limits.name} characters`;
    if (text !== '') contact[field] ??= text;
  }
  return null;
};

const breadthOf = (consent: ConsentColumn): number => channelsOf(consent, consentChannels).length;

/** Whether a column says who agreed on a channel, one that speaks of fewer channels than `below`. */
const asksFor = (mapping: ImportMapping, channel: Channel, below = Infinity): boolean =>
  mapping.columns.some(({ target }) => {
    const consent = consentOfTarget(target);
    if (!consent || consent.optOut || breadthOf(consent) >= below) return false;
    return channelsOf(consent, consentChannels).includes(channel);
  });

/** Of several columns for one channel a no wins, then what is unclear; a yes counts where the column may give one. */
const consentSetter =
  (channel: Channel, optOut: boolean, mayAgree: boolean): Setter =>
  (contact, cell) => {
    const said = answerOf(cell, optOut);
    const held = contact.consents?.[channel];
    if (said === false) (contact.consents ??= {})[channel] = false;
    else if (said === null && held !== false) (contact.consents ??= {})[channel] = null;
    else if (said === true && held === undefined && mayAgree) (contact.consents ??= {})[channel] = true;
    return said === null ? notUnderstood : null;
  };

/** Of several columns a yes wins. It leaves what was said of marketing as it is. */
const setDoNotContact: Setter = (contact, cell) => {
  const said = answerOf(cell, true);
  if (said === true) return null;
  contact.doNotContact ||= said === false;
  return said === null ? notClosing : null;
};

function knownSetter(
  field: 'country' | 'language' | 'timeZone',
  ask: (raw: string) => string | null,
  problem: string,
): Setter {
  const known = remembered(ask);
  return (contact, cell) => {
    const value = cell.length > 100 ? null : known(cell);
    if (value === null) return problem;
    contact[field] = value;
    return null;
  };
}

const tagSetter =
  (separator: string): Setter =>
  (contact, cell) => {
    const words = new Set(contact.tags);
    for (const word of cell.split(separator, limits.tags + 1)) {
      const result = normaliseText(word, limits.tag);
      if ('problem' in result) return `a tag is ${result.problem}`;
      if (result.text !== '') words.add(result.text);
    }
    if (words.size > limits.tags) return `more than ${limits.tags} tags`;
    contact.tags = [...words];
    return null;
  };

function attributeSetter(key: string, { type = 'text', decimal, dateOrder }: MappingColumn): Setter {
  const read: Record<AttributeType, (cell: string) => string | number | boolean | null> = {
    text: (cell) => {
      const text = cell.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '').normalize('NFC');
      return text.length > limits.attributeText ? null : text;
    },
    number: (cell) => parseNumber(cell, decimal),
    boolean: parseBoolean,
    date: (cell) => parseDate(cell, dateOrder),
  };
  const problem = {
    text: `longer than ${limits.attributeText} characters`,
    number: `not a number${decimal === ',' ? ' such as 1.234,5' : ' such as 1,234.5'}`,
    boolean: 'neither yes nor no',
    date: `not a date such as 2024-12-31${dateOrder === 'mdy' ? ' or 12/31/2024' : ' or 31.12.2024'}`,
  }[type];
  return (contact, cell) => {
    const value = read[type](cell);
    if (value === null) return problem;
    (contact.attributes ??= {})[key] = value;
    return null;
  };
}
