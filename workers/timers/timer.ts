import type { Services } from '@/lib/platform/services';

/** Work that comes round: run by one process of the installation at a time, at most once per `everyMs`. */
export interface Timer {
  name: string;
  everyMs: number;
  run(services: Services, now: Date): Promise<void>;
}
