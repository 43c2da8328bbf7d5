import type { Purpose } from '@/lib/contacts/vocabulary';

export const purposeNames: Record<Purpose, string> = { marketing: 'Marketing', service: 'Service' };
