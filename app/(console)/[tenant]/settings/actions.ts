'use server';

import { createApiKey, revokeApiKey } from '@/lib/identity';
import { action } from '@/lib/platform/action';

export const createApiKeyAction = action(createApiKey);
export const revokeApiKeyAction = action(revokeApiKey);
