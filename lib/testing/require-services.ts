import setupPostgres from './global-postgres';
import type { TestProject } from 'vitest/node';

const NEEDED = ['NATS_URL', 'REDIS_URL', 'ELASTICSEARCH_URL'];

/** Vitest global set-up of the `services` project: refuses to run, rather than skip, when a real service is absent. */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = NEEDED.filter((name) => !process.env[name]);
  if (missing.length > 0) throw new Error(`test:services needs real services, set ${missing.join(', ')}`);
  return setupPostgres(project);
}
