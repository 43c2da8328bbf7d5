export interface OpenOnce<T> {
  /** What is open, or being opened; opened now at the first call, and again after a failure. */
  readonly get: () => Promise<T>;
  /** Ends what was opened, if anything was, for all who ask; waits for an opening that is under way. `get` opens anew after it. */
  close(end: (opened: T) => Promise<unknown> | undefined): Promise<void>;
}

/** Opens something on first use, for all who ask. A failure is told to those who waited, and forgotten. */
export function openOnce<T>(open: () => Promise<T>): OpenOnce<T> {
  let opening: Promise<T> | undefined;
  let closing: Promise<void> = Promise.resolve();
  return {
    get() {
      if (!opening) {
        const mine = open();
        opening = mine;
        mine.catch(() => {
          if (opening === mine) opening = undefined;
        });
      }
      return opening;
    },
    close(end) {
      const last = opening;
      opening = undefined;
      if (last)
        closing = last.then(
          async (opened) => void (await end(opened)),
          () => undefined,
        );
      return closing;
    },
  };
}
