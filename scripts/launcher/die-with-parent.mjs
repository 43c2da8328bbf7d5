// Preloaded into the web and worker processes: when the launcher is gone, even by kill -9, they leave as at SIGTERM.
const GRACE_MS = 10_000;

if (process.channel) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // The listener alone would keep a process alive that has finished its work.
  process.channel.unref();
}
