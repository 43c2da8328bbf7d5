'use server';

import {
  checkDkimKey,
  createDkimKey,
  createProvider,
  deleteDkimKey,
  deleteProvider,
  reorderProviders,
  testProvider,
  updateProvider,
} from '@/lib/sending';
import { action } from '@/lib/platform/action';

export const createProviderAction = action(createProvider);
export const updateProviderAction = action(updateProvider);
export const deleteProviderAction = action(deleteProvider);
export const reorderProvidersAction = action(reorderProviders);
export const testProviderAction = action(testProvider);
export const createDkimKeyAction = action(createDkimKey);
export const checkDkimKeyAction = action(checkDkimKey);
export const deleteDkimKeyAction = action(deleteDkimKey);
