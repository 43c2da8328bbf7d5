import { getCountries } from 'libphonenumber-js/min';

export interface PhoneCountry {
  /** ISO 3166, two letters. */
  code: string;
  /** In English. */
  name: string;
}

/** Every country whose telephone numbers can be read, by name. */
export function phoneCountries(): PhoneCountry[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region' });
  return getCountries()
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
