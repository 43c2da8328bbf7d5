/** A start that cannot go on, said in one sentence that names the way out. */
export class LaunchError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'LaunchError';
  }
}
