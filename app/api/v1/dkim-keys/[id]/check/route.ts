import { checkDkimKey } from '@/lib/sending';
import { route } from '@/lib/platform/route';

export const POST = route(checkDkimKey);
