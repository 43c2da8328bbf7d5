'use server';

import { cancelJob, retryJob } from '@/lib/jobs';
import { discardFailedMessages, retryFailedMessages, settleUncertainMessages } from '@/lib/messages';
import { action } from '@/lib/platform/action';
import { discardDeadLetter, replayDeadLetter, replayDeadLetters } from '@/lib/system';

export const cancelJobAction = action(cancelJob);
export const retryJobAction = action(retryJob);
export const replayDeadLetterAction = action(replayDeadLetter);
export const replayDeadLettersAction = action(replayDeadLetters);
export const discardDeadLetterAction = action(discardDeadLetter);
export const settleUncertainMessagesAction = action(settleUncertainMessages);
export const retryFailedMessagesAction = action(retryFailedMessages);
export const discardFailedMessagesAction = action(discardFailedMessages);
