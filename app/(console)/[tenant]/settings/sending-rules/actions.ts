'use server';

import { createRule, deleteRule, updateRule } from '@/lib/compliance';
import { action } from '@/lib/platform/action';

export const createRuleAction = action(createRule);
export const updateRuleAction = action(updateRule);
export const deleteRuleAction = action(deleteRule);
