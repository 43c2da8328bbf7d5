import { methods, route } from '@/lib/platform/route';
import { listCampaignTests, testCampaign } from '@/lib/test-messages';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({
  GET: route(listCampaignTests),
  POST: route(testCampaign),
});
