import { getBounceSettings, setBounceSettings } from '@/lib/suppressions';
import { route } from '@/lib/platform/route';

export const GET = route(getBounceSettings);
export const PUT = route(setBounceSettings);
