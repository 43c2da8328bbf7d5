'use server';

import { answerThread, closeThread, readThread, reopenThread } from '@/lib/inbox';
import { action } from '@/lib/platform/action';

export const answerThreadAction = action(answerThread);
export const closeThreadAction = action(closeThread);
export const reopenThreadAction = action(reopenThread);
export const readThreadAction = action(readThread);
