import { getCampaign, updateCampaign } from '@/lib/campaigns';
import { route } from '@/lib/platform/route';

export const GET = route(getCampaign);
export const PATCH = route(updateCampaign);
