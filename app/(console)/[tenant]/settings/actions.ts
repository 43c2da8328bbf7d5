'use server';

import { updateCampaignSettings } from '@/lib/campaigns';
import { changePassword, createApiKey, endOtherSessions, endSession, revokeApiKey } from '@/lib/identity';
import { action } from '@/lib/platform/action';

export const createApiKeyAction = action(createApiKey);
export const revokeApiKeyAction = action(revokeApiKey);
export const changePasswordAction = action(changePassword);
export const endSessionAction = action(endSession);
export const endOtherSessionsAction = action(endOtherSessions);
export const updateCampaignSettingsAction = action(updateCampaignSettings);
