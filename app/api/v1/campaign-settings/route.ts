import { readCampaignSettings, updateCampaignSettings } from '@/lib/campaigns';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(readCampaignSettings),
  PATCH: route(updateCampaignSettings),
});
