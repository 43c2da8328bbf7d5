import type { Logger } from '@/lib/platform/log';
import { usualAnswerMs } from '../silence';
import type { Lane } from './claim';
import type { LaneHeard } from './heard';

/** More lanes than these are not kept in mind: of the oldest it is told again. */
const mostLanes = 1000;

/** Tells the log that a lane's server says nothing for longer than usual, once a silence, and once that it answers again. */
export class Silences {
  /** Since when, of the lanes that were told of. */
  private readonly told = new Map<string, number>();

  constructor(
    private readonly log: Pick<Logger, 'info' | 'warn'>,
    /** Whose servers they are, as people call them. */
    private readonly namesOf: (tenant: string, channel: Lane['channel']) => readonly string[],
  ) {}

  note({ tenant, id, channel }: Lane, heard: LaneHeard, now: Date): void {
    if (heard === null || (heard === 'answer' && this.told.size === 0)) return;
    const lane = `${tenant} ${id}`;
    const told = this.told.get(lane);
    const words = (since: number) => ({
      ...{ tenant, channel, providers: this.namesOf(tenant, channel), lane: id, since: new Date(since).toISOString() },
    });
    if (heard === 'answer') {
      if (told === undefined) return;
      this.told.delete(lane);
      this.log.info(words(told), 'a server answers again');
      return;
    }
    const since = heard.silentSince.getTime();
    if (told === since || now.getTime() - since < usualAnswerMs) return;
    this.told.delete(lane);
    this.told.set(lane, since);
    const [oldest] = this.told.keys();
    if (this.told.size > mostLanes && oldest !== undefined) this.told.delete(oldest);
    this.log.warn(words(since), 'a server says nothing, and messages wait for it');
  }
}
