import { createSender, listSenders } from '@/lib/sending';
import { route } from '@/lib/platform/route';

export const GET = route(listSenders);
export const POST = route(createSender);
