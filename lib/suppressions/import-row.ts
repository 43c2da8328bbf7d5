import { looksLike, normaliseEmail, normalisePhone, targetOfTitle } from '@/lib/contacts';
import { suppressedChannels, type SuppressedChannel, type SuppressionReason } from '@/lib/pipeline/vocabulary';
import { csvMeaning } from '@/lib/platform/csv';
import { invalid } from '@/lib/platform/errors';
import { isStorable, oneLine } from '@/lib/platform/text';
import { endOf } from './import-end';
import { reasonOfWord } from './vocabulary';

/** One address or number that a row names, as it is stored. */
export interface Entry {
  email: string | null;
  phone: string | null;
  channel: SuppressedChannel;
  reason: SuppressionReason;
  detail: string | null;
  /** ISO; null: for good. */
  expiresAt: string | null;
}

/** What a row names. `problem`: why it is not taken, or with entries, what of it is not. `warning`: how what is taken was not understood. */
export interface RowRead {
  entries: Entry[];
  problem: string | null;
  warning?: string;
}

/** Columns of a file; -1 where it has none. */
export interface Places {
  email: number;
  /** All that hold numbers: somebody has one at home and one in the pocket. */
  phones: readonly number[];
  channel: number;
  reason: number;
  detail: number;
  expiresAt: number;
}

const importedDetail = 'Imported';
const maxUnreadTitles = 20;

/** The text of a cell, also of one that our export kept from being a formula; '' where the file has none. */
const wordAt = (cells: readonly string[], place: number): string =>
  place < 0 ? '' : csvMeaning((cells[place] ?? '').trim());

/** Where everything stands; the column of addresses, which may hold numbers too, has a name that says so, else it is the only one. */
export function placesIn(columns: readonly string[]): Places {
  const find = (pattern: RegExp) => columns.findIndex((title) => pattern.test(title.trim()));
  const phones = columns.flatMap((title, place) =>
    /^(?:phone(?:[ _-]?number)?|number)$/i.test(title.trim()) || targetOfTitle(title) === 'phone' ? [place] : [],
  );
  const named = find(/^(?:e-?mail(?:[ _-]?address)?|address|recipient|adresse|mail)$/i);
  const titled = columns.findIndex((title) => targetOfTitle(title) === 'email');
  const alone = columns.length === 1 && phones.length === 0 ? 0 : find(/e-?mail/i);
  const email = [named, titled, alone].find((place) => place >= 0) ?? -1;
  if (email < 0 && phones.length === 0)
    throw invalid(
      'No column holds addresses or numbers. Name one of them "email", "phone" or "address" in the first line of the file.',
      { file: 'has no column called email, phone or address' },
    );
  return {
    email,
    phones,
    channel: find(/^channel$/i),
    reason: find(/^reason$/i),
    detail: find(/^(?:detail|note|comment)$/i),
    expiresAt: find(/^expires(?:[ _-]?at)?$/i),
  };
}

const valuesAt = (cells: readonly string[], at: Places): string[] =>
  [at.email, ...at.phones].map((place) => wordAt(cells, place)).filter(Boolean);

/** The places of cells that are not read. */
function unreadPlaces(cells: readonly string[], at: Places): number[] {
  const isRead = new Set([at.email, ...at.phones, at.channel, at.reason, at.detail, at.expiresAt]);
  return [...cells.keys()].filter((place) => !isRead.has(place));
}

/** The first titles of columns that are not read; a column without a title is left out. */
export const unreadTitles = (columns: readonly string[], at: Places): string[] =>
  unreadPlaces(columns, at)
    .map((place) => oneLine((columns[place] ?? '').trim(), 200))
    .filter(Boolean)
    .slice(0, maxUnreadTitles);

/** Columns that are not read and hold what looks like a number in this row. */
export const unreadNumbers = (cells: readonly string[], at: Places): number[] =>
  unreadPlaces(cells, at).filter((place) => looksLike(wordAt(cells, place)) === 'phone');

export const unread = 'this column is not read, and seems to hold numbers: call it phone, and they are stopped too';

/** What a row is called in a list of problems. */
export const valueAt = (cells: readonly string[], at: Places): string => valuesAt(cells, at).join(', ');

/** Without an @ and with digits alone it is a number: what a file calls an address may be either. */
const isNumber = (given: string): boolean => /^'?(?:tel:)?[+(\d][\d\s()/.-]*$/i.test(given);

type Said = Omit<Entry, 'email' | 'phone'>;
const refused = (problem: string): RowRead => ({ entries: [], problem });
const unknownReason = (word: string): string =>
  `“${word}” is no reason that is understood: it was put on the list as “By hand”`;

/** Reads a row: its address and its number, each for what the row says; with a channel, what that channel goes to alone. Pure. */
export function readRow(cells: readonly string[], at: Places): RowRead {
  const values = valuesAt(cells, at);
  const detail = wordAt(cells, at.detail).slice(0, 1000);
  if (![...values, detail].every(isStorable)) return refused('holds a character that cannot be stored');
  const word = (place: number) => wordAt(cells, place).toLowerCase();
  const channel = word(at.channel) || 'all';
  const given = wordAt(cells, at.reason).slice(0, 200).toWellFormed().replaceAll('\0', '');
  const reason = given === '' ? 'manual' : reasonOfWord(given);
  // Whoever put an address into such a file wants it left alone: a word that we do not know is no reason to write to it.
  const warning = reason === null ? unknownReason(given) : undefined;
  const said: Said = {
    reason: reason ?? 'manual',
    channel: suppressedChannels.find((one) => one === channel) ?? 'all',
    detail: detail || (reason === null ? `${importedDetail}: ${given}` : importedDetail),
    expiresAt: null,
  };
  const read = channel === 'email' ? ofMailAlone(values, said) : entriesOf(values, said);
  if (read.entries.length === 0) return read;
  if (said.channel !== channel && channel !== 'email')
    return refused(`the channel must be email or one of ${suppressedChannels.join(', ')}, or empty`);
  const end = endOf(wordAt(cells, at.expiresAt));
  if ('problem' in end) return refused(end.problem);
  const entries = read.entries.map((entry) => ({ ...entry, expiresAt: end.at }));
  return { ...read, entries, ...(warning ? { warning } : {}) };
}

/** An address has one channel: other programs write its name down. */
function ofMailAlone(values: readonly string[], said: Said): RowRead {
  const addresses = values.filter((value) => !isNumber(value));
  return addresses.length > 0 || values.length === 0
    ? entriesOf(addresses, said)
    : refused('the channel email goes with an address, and the row has a number alone: leave the channel empty');
}

function entriesOf(values: readonly string[], said: Said): RowRead {
  const numbers = values.filter(isNumber);
  const ofOneChannel = said.channel !== 'all';
  const addresses = values.filter((value) => !isNumber(value));
  if (ofOneChannel && numbers.length === 0 && addresses.length > 0)
    return refused(
      `the channel ${said.channel} goes with a number, and the row has an address alone: name the number, or leave the channel empty to stop all mail`,
    );
  const read = (ofOneChannel ? numbers : values.length > 0 ? values : ['']).map((value) =>
    isNumber(value) ? ofNumber(value, said) : ofMail(value, said),
  );
  const entries = read.flatMap((one) => ('problem' in one ? [] : [one]));
  const problems = read.flatMap((one) => ('problem' in one ? [one.problem] : []));
  if (problems.length === 0) return { entries, problem: null };
  const problem = problems.join('; ');
  return {
    entries,
    problem:
      entries.length > 0
        ? `${values.length > 2 ? 'not all of it' : 'only the other one'} was taken: ${problem}`
        : problem,
  };
}

function ofNumber(given: string, said: Said): Entry | { problem: string } {
  const number = normalisePhone(given);
  return 'problem' in number ? number : { ...said, email: null, phone: number.e164 };
}

function ofMail(given: string, said: Said): Entry | { problem: string } {
  const email = normaliseEmail(given);
  return 'problem' in email ? email : { ...said, email: email.normalized, phone: null, channel: 'all' };
}
