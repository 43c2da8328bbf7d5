'use server';

import { action } from '@/lib/platform/action';
import { bounceCaught, replyAsRecipient } from '@/lib/sandbox';

export const replyAsRecipientAction = action(replyAsRecipient);
export const bounceCaughtAction = action(bounceCaught);
