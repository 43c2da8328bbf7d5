import { createCampaign, listCampaigns } from '@/lib/campaigns';
import { route } from '@/lib/platform/route';

export const GET = route(listCampaigns);
export const POST = route(createCampaign);
