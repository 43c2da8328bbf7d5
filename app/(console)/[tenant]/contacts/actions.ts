'use server';

import {
  addContactTags,
  cancelImport,
  createContact,
  dryRunImport,
  removeContacts,
  rereadImport,
  restoreContacts,
  setConsent,
  setDoNotContact,
  startImport,
  updateContact,
} from '@/lib/contacts';
import { action } from '@/lib/platform/action';

export const createContactAction = action(createContact);
export const updateContactAction = action(updateContact);
export const removeContactsAction = action(removeContacts);
export const restoreContactsAction = action(restoreContacts);
export const setConsentAction = action(setConsent);
export const setDoNotContactAction = action(setDoNotContact);
export const addContactTagsAction = action(addContactTags);
export const dryRunImportAction = action(dryRunImport);
export const rereadImportAction = action(rereadImport);
export const startImportAction = action(startImport);
export const cancelImportAction = action(cancelImport);
