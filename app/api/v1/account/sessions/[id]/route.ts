import { endSession } from '@/lib/identity';
import { route } from '@/lib/platform/route';

export const DELETE = route(endSession);
