import { isZone, wallOf, zoneNamed } from './zones';

type Region = Intl.Locale & { getTimeZones?: () => string[] | undefined; timeZones?: string[] };

// The middle of each month: where clocks differ, they do so in one of them. By the rules that hold for good.
const looked = Array.from({ length: 12 }, (_, month) => Date.UTC(2030, month, 15, 12));
const clockOf = (zone: string): string => looked.map((at) => wallOf(at, zone)).join();

function zonesIn(country: string): string[] {
  try {
    const region = new Intl.Locale(`und-${country}`) as Region;
    return (region.getTimeZones?.() ?? region.timeZones ?? []).flatMap((zone) => zoneNamed(zone) ?? []);
  } catch {
    // What was stored before codes were checked.
    return [];
  }
}

/** Which of several zones with one clock people call their own; the runtime has them by name, and Argentina’s first is La_Rioja. */
const mainZones: Readonly<Record<string, string>> = {
  AR: 'America/Argentina/Buenos_Aires',
  CY: 'Asia/Nicosia',
  MH: 'Pacific/Majuro',
  UZ: 'Asia/Tashkent',
};

const known = new Map<string, string | null>();

/** The zone of a country in which all clocks show the same, by its main city; null where they differ, or the country is unknown. */
export function countryZone(country: string): string | null {
  const before = known.get(country);
  if (before !== undefined) return before;
  const zones = zonesIn(country);
  const zone = zones.find((each) => each === mainZones[country]) ?? zones[0] ?? null;
  const found = zone !== null && zones.every((other) => clockOf(other) === clockOf(zone)) ? zone : null;
  if (known.size < 1000) known.set(country, found);
  return found;
}

/** What is known of where a person is. */
export interface Whereabouts {
  timeZone: string | null;
  country: string | null;
}

const guessed = ({ country }: Whereabouts): string | null => (country === null ? null : countryZone(country));

/** Whose clock holds for a person: that of their own zone, else of their country where it has one clock, else of the organisation (`home`). */
export const zoneFor = (person: Whereabouts, home: string): string =>
  person.timeZone !== null && isZone(person.timeZone) ? person.timeZone : (guessed(person) ?? home);

/** The same zone with where it comes from, since only their own is more than a guess. */
export function zoneWords(person: Whereabouts, home: string): string {
  const zone = zoneFor(person, home);
  if (zone === person.timeZone) return zone;
  return guessed(person) === null
    ? `${zone}, the organisation’s time zone, since theirs is not known`
    : `${zone}, the time zone of their country`;
}
