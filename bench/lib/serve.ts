interface Part {
  stop(): Promise<void>;
}

/** Tells its parent that these parts run; told to stop, it answers with its largest memory. */
export function serve(parts: readonly Part[]): void {
  process.on('message', () => {
    void Promise.all(parts.map((part) => part.stop())).then(() => {
      process.send?.({ peakRssMb: process.resourceUsage().maxRSS / 1024 });
      process.exit(0);
    });
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}
