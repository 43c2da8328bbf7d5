/**
 * So many pieces of work at a time, their results taken in the order in which they were added. `take` says whether to go on;
 * what fails is thrown by the next call.
 */
export function inLine<T>(most: number, take: (result: T) => Promise<boolean>) {
  const running: Promise<T>[] = [];
  const next = async (): Promise<boolean> => {
    const first = running.shift();
    return first === undefined || take(await first);
  };
  return {
    /** Waits for room; false when what came before says that no more is wanted. */
    async add(work: () => Promise<T>): Promise<boolean> {
      if (running.length >= most && !(await next())) return false;
      const begun = work();
      // Whoever throws before it is taken leaves nobody to hear of it.
      begun.catch(() => undefined);
      running.push(begun);
      return true;
    },
    /** Takes what is left. */
    async end(): Promise<boolean> {
      while (running.length > 0) if (!(await next())) return false;
      return true;
    },
    /** Waits until nothing runs any more, whatever becomes of it. */
    async settled(): Promise<void> {
      await Promise.allSettled(running);
    },
  };
}
