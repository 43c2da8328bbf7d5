import { answers, channelsOf, consentChannels, consentOfTarget, consentOfTitle, type ConsentTarget } from './consent';
import { foldTitle, targetOfTitle } from './synonyms';
import { isUrl, parseBoolean, parseDate, parseNumber } from './values';

export const columnTypes = ['text', 'number', 'boolean', 'date', 'email', 'phone', 'url'] as const;
export type ColumnType = (typeof columnTypes)[number];

export interface ColumnGuess {
  /** Position from 0. */
  index: number;
  title: string;
  type: ColumnType;
  /** A mapping target: email, firstName, attributes.<key>, ignore (a column without any value) … */
  target: string;
  /** Share of the sampled rows that have a value, 0 to 1. */
  filled: number;
  /** Up to three different values. */
  examples: string[];
  /** What the title says about consent, whatever is in the cells; null when it says nothing. */
  consent: ConsentTarget | null;
}

/** What one cell can be, the narrowest first; undefined = text. */
export function looksLike(cell: string): ColumnType | undefined {
  const text = cell.trim();
  if (/^(?:mailto:|.*<)?[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}>?$/i.test(text) && text.length <= 320) return 'email';
  if (isUrl(text)) return 'url';
  if (parseDate(text, 'dmy') !== null || parseDate(text, 'mdy') !== null) return 'date';
  if (isPhoneShaped(text)) return 'phone';
  if (parseNumber(text, '.') !== null || parseNumber(text, ',') !== null) return 'number';
  return parseBoolean(text) === null ? undefined : 'boolean';
}

/** Written as a number to call: a plus, a leading zero or brackets, and 7 to 15 digits. */
function isPhoneShaped(text: string): boolean {
  const digits = text.replace(/\D/g, '').length;
  return digits >= 7 && digits <= 15 && /^(?:\+|0|\()[\d\s()./-]+$/.test(text);
}

/** Guesses type and target of each column from its title and a sample of its cells. */
export function guessColumns(titles: string[], sample: string[][]): ColumnGuess[] {
  const taken = new Set<string>();
  const answering = new Set<number>();
  const guesses = titles.map((title, index) => {
    const cells = sample.map((row) => (row[index] ?? '').trim()).filter((cell) => cell !== '');
    const type = guessType(cells);
    if (answers(cells)) answering.add(index);
    const filled = sample.length === 0 ? 0 : cells.length / sample.length;
    return {
      index,
      title,
      type,
      target: '',
      filled,
      examples: [...new Set(cells)].slice(0, 3).map((c) => c.slice(0, 100)),
      consent: consentOfTitle(title),
    };
  });
  const claim = (guess: ColumnGuess, target: string) => {
    guess.target = target;
    taken.add(target);
  };
  suggestConsents(guesses, answering);
  for (const guess of guesses) {
    if (guess.target !== '') continue;
    const target = targetOfTitle(guess.title);
    if (target && !taken.has(target) && fits(target, guess)) claim(guess, target);
  }
  for (const guess of guesses) {
    if (guess.target !== '') continue;
    const own = guess.type === 'email' || guess.type === 'phone' ? guess.type : null;
    if (own && !taken.has(own)) claim(guess, own);
    else if (sample.length > 0 && guess.filled === 0) guess.target = 'ignore';
    else claim(guess, freeKey(guess, taken));
  }
  return dropDoubleName(guesses, taken);
}

/** `Name` beside a column of first names is the family name; beside both it is one more attribute. */
function dropDoubleName(guesses: ColumnGuess[], taken: Set<string>): ColumnGuess[] {
  const full = guesses.find((guess) => guess.target === 'fullName');
  if (full && taken.has('firstName')) full.target = taken.has('lastName') ? freeKey(full, taken) : 'lastName';
  return guesses;
}

function spokenOf(target: ConsentTarget | null, claimed: readonly string[]) {
  const said = consentOfTarget(target ?? '');
  return said ? channelsOf(said, claimed) : [];
}

/**
 * Columns whose titles speak of consent. Cells that are no answers cost their rows the consent, which is the safe side: so who left
 * is always asked, and who agreed too, unless the cells are plainly something else or another column of who agreed answers for it.
 */
function suggestConsents(guesses: ColumnGuess[], answering: ReadonlySet<number>): void {
  const agreed = guesses.filter(
    ({ index, consent }) => answering.has(index) && consentOfTarget(consent ?? '')?.optOut === false,
  );
  const answered = new Set(agreed.flatMap(({ consent }) => spokenOf(consent, consentChannels)));
  // A title that names no channel speaks of email: that somebody answers for SMS leaves it open.
  const isAnswered = (target: ConsentTarget) => spokenOf(target, []).every((channel) => answered.has(channel));
  for (const guess of guesses) {
    const said = consentOfTarget(guess.consent ?? '');
    if (!said || !guess.consent) continue;
    const types: ColumnType[] = said.optOut ? ['text', 'number', 'boolean', 'date'] : ['text', 'number', 'boolean'];
    const asked = types.includes(guess.type) && (said.optOut || !isAnswered(guess.consent));
    if (answering.has(guess.index) || asked) guess.target = guess.consent;
  }
}

/** Whether the cells can be what the title says: a column `Mail` full of yes and no is not an address. */
function fits(target: string, guess: ColumnGuess): boolean {
  if (guess.filled === 0) return true;
  if (target === 'email') return guess.type === 'email' || guess.type === 'text';
  if (target === 'phone') return ['phone', 'number', 'text'].includes(guess.type);
  return true;
}

function guessType(cells: string[]): ColumnType {
  if (cells.length === 0) return 'text';
  const tally = new Map<ColumnType, number>();
  for (const cell of cells) {
    const type = looksLike(cell) ?? 'text';
    tally.set(type, (tally.get(type) ?? 0) + 1);
  }
  const words = new Set(cells.map((cell) => parseBoolean(cell)));
  if (!words.has(null) && (words.size === 2 || !cells.every((cell) => /^\d+$/.test(cell)))) return 'boolean';
  const [type, times] = [...tally].sort((a, b) => b[1] - a[1])[0] ?? ['text', 0];
  const needed = type === 'email' || type === 'phone' ? 0.6 : 0.95;
  return times >= cells.length * needed ? type : 'text';
}

function freeKey(guess: ColumnGuess, taken: Set<string>): string {
  const base = attributeKeyOf(guess.title, guess.index);
  let key = `attributes.${base}`;
  for (let n = 2; taken.has(key); n++) key = `attributes.${base}_${n}`;
  return key;
}

/** `Year of Graduation` → `year_of_graduation`; a title without letters becomes `column_<n>`. */
export function attributeKeyOf(title: string, index: number): string {
  const words = title
    .split(/[^\p{L}\p{N}]+/u)
    .map(foldTitle)
    .filter((word) => word !== '');
  const key = words.join('_').slice(0, 50);
  if (key === '') return `column_${index + 1}`;
  return /^[a-z]/.test(key) ? key : `c_${key}`;
}
