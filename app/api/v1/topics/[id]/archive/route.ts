import { route } from '@/lib/platform/route';
import { archiveTopic } from '@/lib/topics';

export const POST = route(archiveTopic);
