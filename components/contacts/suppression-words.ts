import type { SuppressionReason } from '@/lib/pipeline/vocabulary';

/** What each reason for a suppression is called. */
export const suppressionWords: Record<SuppressionReason, string> = {
  bounce: 'Hard bounce',
  soft_bounce: 'Soft bounces',
  complaint: 'Complaint',
  unsubscribe: 'Unsubscribed',
  manual: 'By hand',
};
