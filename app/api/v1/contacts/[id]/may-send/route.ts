import { maySend } from '@/lib/pipeline';
import { route } from '@/lib/platform/route';

export const GET = route(maySend);
