import type { Breakdown } from '../breakdown';
import { judge } from '../variants/judge';
import type { ReportHoldout } from './schema';

type People = NonNullable<Breakdown['parts']>['people'];

/** How those who got it did beside those who were kept apart, judged as variants are; null: nobody was kept apart. */
export function holdoutOf(people: People): ReportHoldout | null {
  if (!people || people.held === 0) return null;
  const { sent, did, held, heldDid } = people;
  const groups = { got: { people: sent, converted: did }, kept: { people: held, converted: heldDid } };
  if (sent === 0)
    return {
      ...groups,
      lift: null,
      significant: false,
      pValue: null,
      sentence: 'Too early to tell: nobody got it yet.',
    };
  const { significant, pValue, sentence } = judge(
    [
      { position: 0, name: 'Got it', sent, hits: did },
      { position: 1, name: 'Control group', sent: held, hits: heldDid },
    ],
    'converted',
  );
  return { ...groups, lift: 100 * (did / sent - heldDid / held), significant, pValue, sentence };
}
