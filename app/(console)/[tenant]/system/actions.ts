'use server';

import { cancelJob, retryJob } from '@/lib/jobs';
import { action } from '@/lib/platform/action';

export const cancelJobAction = action(cancelJob);
export const retryJobAction = action(retryJob);
