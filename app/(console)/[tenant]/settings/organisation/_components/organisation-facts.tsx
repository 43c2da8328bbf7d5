import { DescriptionList } from '@/components/ui/description-list';
import { countryName } from '@/components/compliance/words';
import type { Organisation } from '@/lib/organisation/schema';

/** The same for who may read settings and not change them. */
export function OrganisationFacts({ organisation }: { organisation: Organisation }) {
  return (
    <DescriptionList
      items={[
        { term: 'Name', value: organisation.name },
        { term: 'Time zone', value: organisation.timeZone.replaceAll('_', ' ') },
        { term: 'Country', value: countryName(organisation.country) },
      ]}
    />
  );
}
