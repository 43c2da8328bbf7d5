export { requestCancel } from './cancel';
export {
  defineBatchJob,
  defineJob,
  JobStopped,
  type AnyHandler,
  type BatchHandler,
  type JobHandler,
  type JobRun,
} from './define';
export { enqueue, type NewJob } from './enqueue';
export { startJobRunner, type JobRunner, type RunnerOptions } from './runner';
