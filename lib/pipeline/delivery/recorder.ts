import type { Clock } from '@/lib/platform/clock';
import type { Logger } from '@/lib/platform/log';
import { systemTags } from '@/lib/platform/db/system';
import type { Services } from '@/lib/platform/services';
import { dropClaims, type Hands } from './hands';
import type { LaneHeard } from './heard';
import type { Journal } from './journal';
import { record, type RecordTarget } from './record';
import type { Result } from './result';
import type { Silences } from './silences';
import type { Signal } from './signal';

const atOnce = 1000;
const afterMs = 100;
const writers = 2;
const longestRetryMs = 5000;

interface Group {
  target: RecordTarget;
  results: Result[];
}

/** Gathers results and writes them in batches, until PostgreSQL takes them: an answer must not be forgotten because of a passing fault. */
export class Recorder {
  private readonly groups = new Map<RecordTarget, Group>();
  private gathered = 0;
  private writing = 0;
  private timer: NodeJS.Timeout | undefined;
  /** Results that are not in PostgreSQL yet. */
  open = 0;

  constructor(
    private readonly services: Services,
    private readonly clock: Clock,
    private readonly log: Logger,
    private readonly journal: Pick<Journal, 'recorded'>,
    private readonly moved: Signal,
    private readonly hands: Hands,
    private readonly silences: Silences,
    private readonly emptied: () => void,
  ) {}

  /** Takes a result; `target` is the same object for all messages of a source, which are written together. */
  add(target: RecordTarget, result: Result): void {
    const group = this.groups.get(target);
    if (group) group.results.push(result);
    else this.groups.set(target, { target, results: [result] });
    this.gathered++;
    this.open++;
    if (this.gathered >= atOnce) this.write();
    else this.timer ??= setTimeout(() => this.write(), afterMs);
  }

  /** Until everything that was added is recorded. */
  settled(): Promise<void> {
    return this.moved.until(() => this.open === 0);
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.writing >= writers || this.gathered === 0) return;
    // Ten results do not wait behind another source's thousand.
    const groups = [...this.groups.values()].sort((a, b) => a.results.length - b.results.length);
    this.groups.clear();
    this.gathered = 0;
    this.writing++;
    void this.writeAll(groups).finally(() => {
      this.writing--;
      if (this.gathered >= atOnce) this.write();
      else if (this.gathered > 0) this.timer ??= setTimeout(() => this.write(), afterMs);
      this.moved.tell();
    });
  }

  private async writeAll(groups: readonly Group[]): Promise<void> {
    for (const { target, results } of groups) {
      for (let from = 0; from < results.length; from += atOnce)
        await this.surely(target, results.slice(from, from + atOnce));
    }
  }

  /** What is left lying is found by the next look at the house. */
  private async drop(tenant: string, claims: readonly string[]): Promise<void> {
    await dropClaims(systemTags(this.services), tenant, claims).catch((error: unknown) =>
      this.log.warn({ err: error }, 'claims of which nothing is left could not be removed; trying again'),
    );
  }

  private async surely(target: RecordTarget, results: readonly Result[]): Promise<void> {
    let heard: LaneHeard = null;
    for (let wait = 100; ; wait = Math.min(longestRetryMs, wait * 2)) {
      try {
        heard = await record(this.services, target, results, this.clock.now());
        break;
      } catch (error) {
        this.log.error({ err: error, messages: results.length }, 'results could not be recorded; trying again');
        await new Promise((done) => setTimeout(done, wait));
      }
    }
    this.silences.note(target.lane, heard, this.clock.now());
    this.open -= results.length;
    const spent = this.hands.put(results);
    this.journal.recorded(results.map((result) => result.id));
    this.moved.tell();
    if (spent.length === 0) return;
    await this.drop(target.lane.tenant, spent);
    this.emptied();
  }
}
