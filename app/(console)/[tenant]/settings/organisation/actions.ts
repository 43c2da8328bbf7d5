'use server';

import { updateOrganisation } from '@/lib/organisation';
import { action } from '@/lib/platform/action';

export const updateOrganisationAction = action(updateOrganisation);
