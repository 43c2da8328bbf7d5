'use server';

import { action } from '@/lib/platform/action';
import { listTemplateTests, testTemplate } from '@/lib/test-messages';
import { createTemplate, getTemplate, updateTemplate } from '@/lib/templates';

export const createTemplateAction = action(createTemplate);
export const updateTemplateAction = action(updateTemplate);
export const readTemplateAction = action(getTemplate);
export const testTemplateAction = action(testTemplate);
export const readTemplateTestsAction = action(listTemplateTests);
