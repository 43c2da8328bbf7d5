import { deleteDkimKey } from '@/lib/sending';
import { route } from '@/lib/platform/route';

export const DELETE = route(deleteDkimKey);
