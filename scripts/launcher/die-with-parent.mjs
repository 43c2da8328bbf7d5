// Preloaded into the web and worker processes: when the launcher is gone, even by kill -9, they leave as at SIGTERM.
const GRACE_MS = 10_000;
const launcher = Number(process.env.AO_LAUNCHER);

const leave = () => {
  setTimeout(() => process.exit(1), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
};

const isGone = () => {
  try {
    process.kill(launcher, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
};

// Killed while this process began: its end of the channel may be closed, and somebody else be the parent by now.
if (launcher && isGone()) leave();
// Their own children inherit this preload, and live by the channel that it would let go of: only the launcher's own act.
else if (process.channel && launcher === process.ppid) {
  process.once('disconnect', leave);
  // The listener alone would keep a process alive that has finished its work.
  process.channel.unref();
}
