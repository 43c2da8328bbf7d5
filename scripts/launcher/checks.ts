import { chmodSync, mkdirSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { LaunchError } from './failure';

const NEEDED_MB = 500;

/** Makes the data folder where absent. Raises LaunchError when it cannot be written. */
export function ensureDataDir(dataDir: string): void {
  try {
    if (mkdirSync(dataDir, { recursive: true })) chmodSync(dataDir, 0o700);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new LaunchError(
      `The data folder ${dataDir} cannot be made (${code}): choose another with DATA_DIR=….`,
      error,
    );
  }
}

/** Raises LaunchError when less than 500 MB are free where the data live. */
export function checkDisk(dataDir: string): void {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = Math.floor((bavail * bsize) / 1024 ** 2);
  if (free < NEEDED_MB) {
    throw new LaunchError(
      `Only ${free} MB are free on the disk of ${dataDir}, ${NEEDED_MB} MB are needed: free some, or choose another place with DATA_DIR=….`,
    );
  }
}

/** Raises LaunchError when an address cannot be listened on; `names` are the settings that choose it. */
export async function checkPort(port: number, host: string, names = { port: 'PORT', host: 'HOST' }): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => probe.once('error', reject).listen({ port, host }, resolve));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new LaunchError(
        `Port ${port} is in use: stop the program that listens there, or choose another port with ${names.port}=${port + 1} npm start.`,
        error,
      );
    }
    if (code === 'EACCES')
      throw new LaunchError(
        `Port ${port} may not be used by this account: choose one above 1023 with ${names.port}=${port + 3000} npm start.`,
        error,
      );
    throw new LaunchError(
      `The address ${host}:${port} cannot be listened on (${code}): check ${names.host} and ${names.port}.`,
      error,
    );
  } finally {
    await new Promise<void>((resolve) => probe.close(() => resolve()));
  }
}
