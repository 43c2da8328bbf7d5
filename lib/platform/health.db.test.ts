import { describe, expect, it } from 'vitest';
import { codeVersion } from '@/db/migrate';
import { schemaVersion } from '@/db/version';
import { testDatabase } from '@/lib/testing/database';
import { startHeartbeat } from '@/workers/runtime/heartbeat';
import { GET } from '@/app/api/health/ready/route';
import { systemClock } from './clock';
import { readiness, type Readiness } from './health';

const database = await testDatabase({ REDIS_URL: '', NATS_URL: '', ELASTICSEARCH_URL: '' });
const fresh = () => new Promise((resolve) => setTimeout(resolve, 1_050));
const withClickhouse = () => ({
  ...database.services,
  analytics: { ...database.services.analytics, ping: async () => true },
});

describe('GET /api/health/ready', () => {
  it('is 503 and names the parts that are not there', async () => {
    const response = await GET(new Request('http://localhost/api/health/ready'), { params: Promise.resolve({}) });
    expect(response.status).toBe(503);
    const answer = (await response.json()) as Readiness;
    expect(answer.status).toBe('not ready');
    expect(answer.missing.sort()).toEqual(['clickhouse', 'workers']);
    expect(answer.parts.postgres).toEqual({ state: 'ok', kind: `schema ${schemaVersion()}` });
    expect(answer.parts.bus).toMatchObject({ state: 'ok', kind: 'embedded' });
    expect(answer.parts.redis).toMatchObject({ state: 'off' });
    await fresh();
  });

  it('is ready once a worker process shows itself, and not any more when it is gone', async () => {
    const heartbeat = await startHeartbeat(database.services, () => ({ relay: 'running' }));
    expect(await readiness(withClickhouse(), systemClock)).toMatchObject({ status: 'ready', missing: [] });
    await heartbeat.stop();
    await fresh();
    expect(await readiness(withClickhouse(), systemClock)).toMatchObject({ status: 'not ready', missing: ['workers'] });
    await fresh();
  });

  it('says so when the database has another schema than this code', async () => {
    expect(schemaVersion()).toBe(codeVersion());
    await database.owner.tags`insert into schema_version (version, migration) values ('99.0.0', '9999_later')`;
    const answer = await readiness(withClickhouse(), systemClock);
    expect(answer.missing).toContain('postgres');
    expect(answer.parts.postgres?.detail).toMatch(/Run the migrations/);
    await database.owner.tags`delete from schema_version where version = '99.0.0'`;
  });
});
