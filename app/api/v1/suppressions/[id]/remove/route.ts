import { removeSuppression } from '@/lib/suppressions';
import { route } from '@/lib/platform/route';

export const POST = route(removeSuppression);
