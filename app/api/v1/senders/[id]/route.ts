import { deleteSender, updateSender } from '@/lib/sending';
import { route } from '@/lib/platform/route';

export const PATCH = route(updateSender);
export const DELETE = route(deleteSender);
