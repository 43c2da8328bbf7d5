'use server';

import { action } from '@/lib/platform/action';
import { createSegment, deleteSegment, evaluateSegment, explainMembership, updateSegment } from '@/lib/segments';

export const createSegmentAction = action(createSegment);
export const updateSegmentAction = action(updateSegment);
export const deleteSegmentAction = action(deleteSegment);
export const evaluateSegmentAction = action(evaluateSegment);
export const explainMembershipAction = action(explainMembership);
