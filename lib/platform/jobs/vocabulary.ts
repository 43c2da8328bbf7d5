export const jobStates = ['queued', 'running', 'completed', 'failed', 'cancelled', 'dead'] as const;
export type JobState = (typeof jobStates)[number];

/** Every queue of the installation; each has its own concurrency in job_queues. */
export const jobQueueNames = ['default', 'imports', 'campaigns', 'bulk'] as const;
export type JobQueue = (typeof jobQueueNames)[number];

/** Jobs that are a part of something else, and what to do instead of cancelling them. */
export const cancelledElsewhere: Readonly<Record<string, string>> = {
  'campaigns.plan': 'This job fixes the audience of a campaign. Cancel the campaign instead.',
};
