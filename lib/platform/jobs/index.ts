export { requestCancel } from './cancel';
export {
  defineBatchJob,
  defineJob,
  type AnyHandler,
  type BatchHandler,
  type JobHandler,
  type JobRun,
  type UnhappyEnd,
} from './define';
export { enqueue, type NewJob } from './enqueue';
export { startJobRunner, type JobRunner, type RunnerOptions } from './runner';
