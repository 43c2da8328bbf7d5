'use server';

import {
  cancelCampaign,
  createCampaign,
  launchCampaign,
  pauseCampaign,
  preflightCampaign,
  resumeCampaign,
  updateCampaign,
} from '@/lib/campaigns';
import { listContacts } from '@/lib/contacts';
import { action } from '@/lib/platform/action';
import { getTemplate } from '@/lib/templates';

export const createCampaignAction = action(createCampaign);
export const updateCampaignAction = action(updateCampaign);
export const launchCampaignAction = action(launchCampaign);
export const pauseCampaignAction = action(pauseCampaign);
export const resumeCampaignAction = action(resumeCampaign);
export const cancelCampaignAction = action(cancelCampaign);
export const preflightCampaignAction = action(preflightCampaign);
export const readTemplateAction = action(getTemplate);
export const findContactsAction = action(listContacts);
