import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { limits } from './limits';
import { certainNumber } from './phone-plan';

export type PhoneResult = { e164: string } | { problem: string };

const SHAPE = /^[+0-9()\s./\u00a0\u2010-\u2015-]+(?:\s*(?:x|ext\.?|#)\s*\d{1,7})?$/i;

export const isPhoneCountry = (code: string): code is CountryCode => isSupportedCountry(code);

/** Reads a phone number as written in `defaultCountry` (ISO 3166, e.g. DE) unless it starts with + or 00. */
export function normalisePhone(raw: string, defaultCountry?: string | null): PhoneResult {
  if (raw.length > limits.phone) return { problem: `longer than ${limits.phone} characters` };
  const text = raw
    .replace(/^[\s']+|\s+$/g, '')
    .replace(/^tel:/i, '')
    .replace(/^00(?=[1-9])/, '+');
  if (text === '') return { problem: 'empty' };
  if (/^\d[.,]?\d*e\+?\d+$/i.test(text)) {
    return { problem: 'a spreadsheet has rounded it; format the column as text and export again' };
  }
  const digits = text.replace(/\D/g, '').length;
  if (!SHAPE.test(text)) return { problem: 'not a phone number: other characters than digits, spaces and +()-./' };
  if (digits < 4) return { problem: 'too few digits' };
  if (digits > 24) return { problem: 'too many digits' };
  const country = defaultCountry && isPhoneCountry(defaultCountry) ? defaultCountry : undefined;
  if (!country && !text.startsWith('+')) {
    return { problem: 'no country code, and no default country is set; write it with + and the country code' };
  }
  const certain = certainNumber(text, country);
  if (certain !== null) return { e164: certain };
  const parsed = parsePhoneNumberFromString(text, { ...(country ? { defaultCountry: country } : {}), extract: false });
  if (!parsed?.isValid()) {
    return { problem: country ? `not a valid number in ${country} or with a country code` : 'not a valid number' };
  }
  return { e164: parsed.number };
}
