'use server';

import { action } from '@/lib/platform/action';
import { listTemplateTests, testTemplate } from '@/lib/test-messages';
import { createTemplate, getTemplate, previewTemplate, updateTemplate } from '@/lib/templates';

export const createTemplateAction = action(createTemplate);
export const updateTemplateAction = action(updateTemplate);
export const readTemplateAction = action(getTemplate);
export const previewTemplateAction = action(previewTemplate);
export const testTemplateAction = action(testTemplate);
export const readTemplateTestsAction = action(listTemplateTests);
