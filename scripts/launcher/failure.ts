/** A start that cannot go on, said in one sentence that names the way out. */
export class LaunchError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'LaunchError';
  }
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'CONNECT_TIMEOUT',
  'ECONNRESET',
]);

/** The network's own code, wherever a driver has wrapped it. */
function networkCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  if (code && unreachable.has(code)) return code;
  return networkCode(error.cause ?? (error instanceof AggregateError ? error.errors[0] : undefined), depth + 1);
}

/** Runs work against a server; one that cannot be reached is named by its setting and address, without its password. */
export async function reaching<T>(setting: string, url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = networkCode(error);
    if (!code) throw error;
    throw new LaunchError(
      `The server of ${setting} (${new URL(url).host}) cannot be reached (${code}): start it or correct ${setting}.`,
      error,
    );
  }
}
