import { randomBytes } from 'node:crypto';
import { describe, it } from 'vitest';
import { startInstallation } from '@/lib/testing/installation';
import { runMainJob } from '@/lib/testing/main-job';

const own = randomBytes(4).toString('hex');
const given = (name: string) => process.env[name] ?? '';
// Embedded alone is the e2e suite's installation: see e2e/flows/main-job-api.e2e.ts.
const settings: Record<string, Record<string, string>> = {
  'real NATS, Redis and Elasticsearch': {
    BUS_PREFIX: `all_${own}_`,
    SEARCH_PREFIX: `all_${own}_`,
    SEARCH_SHARDS: '1',
    SEARCH_REPLICAS: '0',
  },
  'embedded with NATS only': { BUS_PREFIX: `nats_${own}_`, REDIS_URL: '', ELASTICSEARCH_URL: '' },
};

describe.each(Object.entries(settings))('the main job on %s', (_, extra) => {
  it('passes from import to the numbers', async () => {
    const installation = await startInstallation({
      NATS_URL: given('NATS_URL'),
      REDIS_URL: given('REDIS_URL'),
      ELASTICSEARCH_URL: given('ELASTICSEARCH_URL'),
      ...extra,
    });
    try {
      await runMainJob(await installation.tenant('first'));
    } finally {
      await installation.stop();
    }
  }, 600_000);
});
