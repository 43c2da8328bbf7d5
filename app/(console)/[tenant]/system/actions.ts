'use server';

import { cancelJob, retryJob } from '@/lib/jobs';
import { action } from '@/lib/platform/action';
import { discardDeadLetter, replayDeadLetter, replayDeadLetters } from '@/lib/system';

export const cancelJobAction = action(cancelJob);
export const retryJobAction = action(retryJob);
export const replayDeadLetterAction = action(replayDeadLetter);
export const replayDeadLettersAction = action(replayDeadLetters);
export const discardDeadLetterAction = action(discardDeadLetter);
