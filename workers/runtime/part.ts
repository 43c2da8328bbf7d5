import type { Services } from '@/lib/platform/services';

export interface Running {
  /** Ends the work at hand or gives it back; what is left is leased and taken over. */
  stop(): Promise<void>;
}

/** One thing that a worker process does all the time. */
export interface Part {
  name: string;
  start(services: Services): Promise<Running> | Running;
}
