import { listConsents, setConsent } from '@/lib/contacts';
import { route } from '@/lib/platform/route';

export const GET = route(listConsents);
export const POST = route(setConsent);
