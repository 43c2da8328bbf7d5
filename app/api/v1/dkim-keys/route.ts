import { createDkimKey, listDkimKeys } from '@/lib/sending';
import { route } from '@/lib/platform/route';

export const GET = route(listDkimKeys);
export const POST = route(createDkimKey);
