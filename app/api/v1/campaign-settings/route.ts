import { readCampaignSettings, updateCampaignSettings } from '@/lib/campaigns';
import { route } from '@/lib/platform/route';

export const GET = route(readCampaignSettings);
export const PATCH = route(updateCampaignSettings);
