const failuresToOpen = 5;
const firstPauseMs = 30_000;
const longestPauseMs = 15 * 60_000;
const probeMs = 60_000;

/**
 * Leaves a provider alone that fails again and again: after five failures in a row it rests for 30 s, then one message tries;
 * each try in vain doubles the rest, up to 15 minutes. Times are milliseconds of the caller's clock.
 */
export class Breaker {
  private failures = 0;
  private pauses = 0;
  private rests = 0;
  private isOpen = false;
  private probeUntil = 0;

  /** How many of `count` may go now. */
  admits(count: number, now: number): number {
    if (now < this.rests) return 0;
    if (!this.isOpen) return count;
    if (count === 0 || now < this.probeUntil) return 0;
    this.probeUntil = now + probeMs;
    return 1;
  }

  /** True while what was admitted need not be kept back: it has not begun to rest since. */
  holds(now: number): boolean {
    return now >= this.rests;
  }

  /** When its last rest ends or ended; 0 while it had none. */
  get restsUntil(): number {
    return this.rests;
  }

  /** Another process saw it begin to rest: here it rests too, and is tried by one message then. False: it rests as long already. */
  learn(until: number, now: number): boolean {
    if (until <= now || until <= this.rests) return false;
    this.rests = until;
    this.isOpen = true;
    this.pauses = Math.max(1, this.pauses);
    this.probeUntil = 0;
    return true;
  }

  /** True from its last failure in a row until it answers as a working one. */
  get open(): boolean {
    return this.isOpen;
  }

  /** It answered as a working provider does. */
  worked(): void {
    this.failures = 0;
    this.pauses = 0;
    this.isOpen = false;
    this.probeUntil = 0;
  }

  /** What was admitted told nothing of it: another may try. */
  untold(): void {
    this.probeUntil = 0;
  }

  /** It could not be reached, did not answer, or refused our credentials. */
  failed(now: number): void {
    this.failures++;
    const isTry = this.isOpen && now >= this.rests;
    if (!isTry && (this.isOpen || this.failures < failuresToOpen)) return;
    this.isOpen = true;
    this.probeUntil = 0;
    this.rests = now + Math.min(longestPauseMs, firstPauseMs * 2 ** this.pauses++);
  }

  /** It asked to be left alone for so long. */
  rest(seconds: number, now: number): void {
    this.rests = Math.max(this.rests, now + seconds * 1000);
  }

  /** Seconds until it may be asked again; at least one. */
  waitSeconds(now: number): number {
    return Math.max(1, Math.ceil((Math.max(this.rests, this.probeUntil ? now + 5000 : 0) - now) / 1000));
  }
}
