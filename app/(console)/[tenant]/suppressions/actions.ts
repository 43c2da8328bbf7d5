'use server';

import { action } from '@/lib/platform/action';
import { addSuppression, removeSuppression, setBounceSettings } from '@/lib/suppressions';

export const addSuppressionAction = action(addSuppression);
export const removeSuppressionAction = action(removeSuppression);
export const setBounceSettingsAction = action(setBounceSettings);
