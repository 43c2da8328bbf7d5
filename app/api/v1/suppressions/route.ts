import { addSuppression, listSuppressions } from '@/lib/suppressions';
import { route } from '@/lib/platform/route';

export const GET = route(listSuppressions);
export const POST = route(addSuppression);
