export { cancelJob } from './cancel';
export { getJob } from './get';
export { listJobs } from './list';
export { listJobLogs } from './logs';
export { retryJob } from './retry';
