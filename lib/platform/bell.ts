/** A bell that a loop waits at: rung for news, or after a time by itself. A ring while nobody waits is kept. */
export interface Bell {
  ring(): void;
  wait(ms: number): Promise<void>;
}

export function bell(): Bell {
  let rung = false;
  let release: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      release?.();
    },
    async wait(ms) {
      if (!rung && ms > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          release = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      release = undefined;
      rung = false;
    },
  };
}
