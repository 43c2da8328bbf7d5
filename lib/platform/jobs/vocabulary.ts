export const jobStates = ['queued', 'running', 'completed', 'failed', 'cancelled', 'dead'] as const;
export type JobState = (typeof jobStates)[number];
