export interface OpenOnce<T> {
  /** What is open, or being opened; opened now at the first call, and again after a failure. */
  readonly get: () => Promise<T>;
  /** Ends what was opened, if anything was; waits for an opening that is under way. */
  close(end: (opened: T) => Promise<unknown> | undefined): Promise<void>;
}

/** Opens something on first use, for all who ask. A failure is told to those who waited, and forgotten. */
export function openOnce<T>(open: () => Promise<T>): OpenOnce<T> {
  let opening: Promise<T> | undefined;
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
    async close(end) {
      const last = opening;
      opening = undefined;
      const opened = await last?.then(
        (value) => ({ value }),
        () => undefined,
      );
      if (opened) await end(opened.value);
    },
  };
}
