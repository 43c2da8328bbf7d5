/** A connection that the server has asked for a message's text; the same object for each of its messages. */
export interface Start {
  /** Tells that its bytes go next. */
  announce(): void;
  /** Makes what was announced last, before any byte goes; the same function for all who are told by one caller. */
  seal: (() => void) | undefined;
  write(): void;
}

/**
 * Texts that are about to go on the connections of a pool, gathered for one turn of the event loop: what has to be on record
 * before them is put there once for all, and not by a write of its own for each.
 */
export class Starts {
  private gathered: Start[] = [];

  add(start: Start): void {
    if (this.gathered.push(start) === 1) setImmediate(() => this.go());
  }

  private go(): void {
    const starts = this.gathered;
    this.gathered = [];
    for (const start of starts) start.announce();
    for (const seal of new Set(starts.map(({ seal }) => seal))) seal?.();
    for (const start of starts) start.write();
  }
}
