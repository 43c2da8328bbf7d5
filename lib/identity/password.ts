import { hash, verify } from '@node-rs/argon2';

// OWASP's second profile: about 20 ms here, off the event loop.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

// A hash of nothing, verified when the user is unknown, so that both answers take the same time.
let decoy: Promise<string> | undefined;

/** True when the password fits. An unknown user (no hash) costs the same and is false. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const fits = await verify(stored ?? (await (decoy ??= hashPassword('decoy'))), password);
  return stored !== null && fits;
}
