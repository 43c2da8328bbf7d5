export const dateOrders = ['dmy', 'mdy'] as const;
export type DateOrder = (typeof dateOrders)[number];
export const decimalMarks = ['.', ','] as const;
export type DecimalMark = (typeof decimalMarks)[number];

const YES = new Set([
  'true',
  'yes',
  'y',
  'ja',
  'j',
  'oui',
  'si',
  'sí',
  'tak',
  '1',
  'x',
  'wahr',
  'vrai',
  'verdadero',
  'prawda',
  'on',
]);
const NO = new Set(['false', 'no', 'n', 'nein', 'non', 'nie', '0', 'falsch', 'faux', 'falso', 'fałsz', 'off', '-']);

export function parseBoolean(raw: string): boolean | null {
  const word = raw.trim().toLowerCase();
  if (YES.has(word)) return true;
  return NO.has(word) ? false : null;
}

/** A number with an optional thousands mark, currency sign or percent sign around it; null when it is not one. */
export function parseNumber(raw: string, decimal: DecimalMark = '.'): number | null {
  const text = raw.replace(/[\s\u00a0\u202f'’]/g, '').replace(/^(?:[€$£]|zł)|(?:[€$£%]|zł)$/g, '');
  const shape =
    decimal === '.'
      ? /^[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$|^[-+]?\.\d+$/
      : /^[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?$|^[-+]?,\d+$/;
  if (text.length > 40 || !shape.test(text)) return null;
  const plain = decimal === '.' ? text.replaceAll(',', '') : text.replaceAll('.', '').replace(',', '.');
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const SLASHED = /^(\d{1,4})[./-]\s?(\d{1,2})[./-]\s?(\d{1,4})$/;

/** A calendar day as `YYYY-MM-DD` (a time of day is dropped); null when it is none. `order` decides about 03/04/2024. */
export function parseDate(raw: string, order: DateOrder = 'dmy'): string | null {
  const text = raw.trim();
  const iso = ISO.exec(text);
  if (iso) return day(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const parts = SLASHED.exec(text);
  if (!parts) return null;
  const [a = '', b = '', c = ''] = parts.slice(1);
  if (a.length === 4) return day(Number(a), Number(b), Number(c));
  if (c.length !== 4) return null;
  const dotted = text.includes('.');
  return order === 'mdy' && !dotted ? day(Number(c), Number(a), Number(b)) : day(Number(c), Number(b), Number(a));
}

function day(year: number, month: number, date: number): string | null {
  if (year < 1000 || month < 1 || month > 12 || date < 1) return null;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (date > days) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

export const isUrl = (raw: string): boolean =>
  /^https?:\/\/[^\s]+\.[^\s]+$/i.test(raw.trim()) || /^www\.[^\s]+\.[^\s]+$/i.test(raw.trim());

/** Day first or month first, by the cells that allow only one reading; day first when all allow both. */
export function guessDateOrder(cells: string[]): DateOrder {
  const tally = { dmy: 0, mdy: 0 };
  for (const cell of cells) {
    if (parseDate(cell, 'dmy') === null && parseDate(cell, 'mdy') !== null) tally.mdy++;
    else if (parseDate(cell, 'mdy') === null && parseDate(cell, 'dmy') !== null) tally.dmy++;
  }
  return tally.mdy > tally.dmy ? 'mdy' : 'dmy';
}

export function guessDecimal(cells: string[]): DecimalMark {
  const good = (mark: DecimalMark) => cells.filter((cell) => parseNumber(cell, mark) !== null).length;
  return good(',') > good('.') ? ',' : '.';
}
