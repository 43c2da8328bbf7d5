import { deleteProvider, updateProvider } from '@/lib/sending';
import { route } from '@/lib/platform/route';

export const PATCH = route(updateProvider);
export const DELETE = route(deleteProvider);
