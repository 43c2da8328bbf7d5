export const jobStates = ['queued', 'running', 'completed', 'failed', 'cancelled', 'dead'] as const;
export type JobState = (typeof jobStates)[number];

/** Every queue of the installation; each has its own concurrency in job_queues. */
export const jobQueueNames = ['default', 'imports', 'campaigns', 'bulk'] as const;
export type JobQueue = (typeof jobQueueNames)[number];

/** States in which nothing more will happen by itself. */
export const finalJobStates = ['completed', 'failed', 'cancelled', 'dead'] as const satisfies readonly JobState[];
