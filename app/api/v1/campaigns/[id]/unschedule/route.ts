import { unscheduleCampaign } from '@/lib/campaigns';
import { methods, route } from '@/lib/platform/route';

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = methods({ POST: route(unscheduleCampaign) });
