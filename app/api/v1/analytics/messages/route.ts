import { messageNumbers } from '@/lib/analytics';
import { route } from '@/lib/platform/route';

export const GET = route(messageNumbers);
