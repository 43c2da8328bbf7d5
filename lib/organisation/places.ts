import { phoneCountries } from '@/lib/contacts';
import { zoneNames } from '@/lib/platform/zones';

/** Where an organisation can be, to choose from. */
export const organisationPlaces = () => ({ zones: zoneNames(), countries: phoneCountries() });
