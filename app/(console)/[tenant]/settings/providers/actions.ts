'use server';

import {
  checkDkimKey,
  createDkimKey,
  createProvider,
  createSender,
  deleteDkimKey,
  deleteProvider,
  deleteSender,
  dkimKeyReliance,
  providerEffect,
  providerReliance,
  reorderProviders,
  senderReliance,
  testProvider,
  updateProvider,
  updateSender,
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
export const providerEffectAction = action(providerEffect);
export const providerRelianceAction = action(providerReliance);
export const dkimKeyRelianceAction = action(dkimKeyReliance);
export const senderRelianceAction = action(senderReliance);
export const createSenderAction = action(createSender);
export const updateSenderAction = action(updateSender);
export const deleteSenderAction = action(deleteSender);
