// Preloaded into the web and worker processes: when the launcher is gone, even by kill -9, they leave as at SIGTERM.
const GRACE_MS = 10_000;

// Their own children inherit this preload, and live by the channel that it would let go of: only the launcher's own act.
if (process.channel && process.env.AO_LAUNCHER === String(process.ppid)) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // The listener alone would keep a process alive that has finished its work.
  process.channel.unref();
}
