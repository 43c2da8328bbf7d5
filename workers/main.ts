import { logger } from '@/lib/platform/log';
import { services } from '@/lib/platform/services';
import { parts } from './runtime/parts';
import { startProcess } from './runtime/process';

const stopMs = 10_000;
const log = logger('workers');
let isStopping = false;
const running = startProcess(services(), parts, log);

/** Ends the process; what it held is leased, so whoever comes next takes it over. */
function leave(code: number, why: string, error?: unknown): void {
  if (error === undefined) log.info({ code }, why);
  else log.fatal({ err: error }, why);
  log.flush?.();
  process.exit(code);
}

async function stop(why: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => leave(0, 'the workers did not stop in time; their leases end by themselves'), stopMs - 500).unref();
  try {
    await (await running).stop();
    leave(0, why);
  } catch (error) {
    leave(1, 'the workers did not stop cleanly', error);
  }
}

// A statement whose connection ends throws outside any promise: the supervisor starts the process again.
process.on('uncaughtException', (error) => leave(1, 'an unexpected error ends the workers', error));
process.on('unhandledRejection', (error) => leave(1, 'an unexpected rejection ends the workers', error));
process.on('SIGTERM', () => void stop('stopped by SIGTERM'));
process.on('SIGINT', () => void stop('stopped by SIGINT'));
process.on('disconnect', () => void stop('the launcher is gone'));
running.catch((error: unknown) => leave(1, 'the workers could not start', error));
