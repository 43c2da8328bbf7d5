import { zoneFor, zoneWords, type Whereabouts } from '@/lib/platform/person-zone';

/** The zone whose clock holds for a contact, and where it comes from in words: theirs, their country’s, or the organisation’s (`home`). */
export const whoseClock = (contact: Whereabouts, home: string): { zone: string; words: string } => ({
  zone: zoneFor(contact, home),
  words: zoneWords(contact, home),
});
