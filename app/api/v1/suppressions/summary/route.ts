import { countSuppressions } from '@/lib/suppressions';
import { route } from '@/lib/platform/route';

export const GET = route(countSuppressions);
