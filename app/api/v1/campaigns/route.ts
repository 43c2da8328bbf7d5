import { createCampaign, listCampaigns } from '@/lib/campaigns';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(listCampaigns),
  POST: route(createCampaign),
});
