import { type CountryCode, getCountries, getCountryCallingCode, Metadata } from 'libphonenumber-js/min';

interface Plan {
  code: string;
  /** National numbers without prefix. */
  whole: RegExp;
  lengths: ReadonlySet<number>;
  /** A zero stands before a national number at home. */
  zero: boolean;
  /** What stands before a call abroad. */
  abroad: RegExp;
}

/** What the typings of the library leave out. */
interface FullPlan {
  nationalNumberPattern(): string;
  nationalPrefixForParsing(): string | undefined;
  nationalPrefixTransformRule(): string | undefined;
}

/** Null where a national number is found by rules beyond a zero in front. */
function read(country: CountryCode): Plan | null {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  const plan = metadata.numberingPlan;
  if (!plan) return null;
  const full = plan as unknown as FullPlan;
  const trunk = full.nationalPrefixForParsing();
  if ((trunk && trunk !== '0') || full.nationalPrefixTransformRule()) return null;
  return {
    code: getCountryCallingCode(country),
    whole: new RegExp(`^(?:${full.nationalNumberPattern()})$`),
    lengths: new Set(plan.possibleLengths()),
    zero: trunk === '0',
    abroad: new RegExp(`^(?:${plan.IDDPrefix()})`),
  };
}

interface Plans {
  byCode: ReadonlyMap<string, Plan>;
  byCountry: ReadonlyMap<string, Plan>;
}

/** Plans of the calling codes that belong to one country alone and need no rules beyond a fixed trunk prefix. */
function build(): Plans {
  const shared = new Map<string, number>();
  const countries = getCountries();
  for (const country of countries) {
    const code = getCountryCallingCode(country);
    shared.set(code, (shared.get(code) ?? 0) + 1);
  }
  const simple = countries.flatMap((country) => {
    const plan = shared.get(getCountryCallingCode(country)) === 1 ? read(country) : null;
    return plan ? [[country, plan] as const] : [];
  });
  return { byCode: new Map(simple.map(([, plan]) => [plan.code, plan])), byCountry: new Map(simple) };
}

let plans: Plans | undefined;

const plain = /^\+?\d+(?:[ ./-]\d+)*$/;

/**
 * The E.164 form of a number that is certainly valid, in a small part of the library's time; null = ask the library. Answered
 * are digits behind a plus or a trunk zero, of countries that have a calling code of their own and no special rules.
 */
export function certainNumber(text: string, country: string | undefined): string | null {
  if (!plain.test(text)) return null;
  plans ??= build();
  const digits = text.replace(/[ ./-]/g, '');
  if (digits.startsWith('+')) {
    for (let length = 1; length <= 3; length++) {
      const plan = plans.byCode.get(digits.slice(1, 1 + length));
      if (plan) return fits(plan, digits.slice(1 + length)) ? digits : null;
    }
    return null;
  }
  const plan = country ? plans.byCountry.get(country) : undefined;
  if (!plan?.zero || !digits.startsWith('0') || plan.abroad.test(digits)) return null;
  const national = digits.slice(1);
  return fits(plan, national) ? `+${plan.code}${national}` : null;
}

const fits = ({ whole, lengths }: Plan, national: string): boolean =>
  lengths.has(national.length) && !national.startsWith('0') && whole.test(national);
