import { describe } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { startRelay } from '@/workers/relay/relay';
import { afterAll } from 'vitest';
import { systemClock } from '../clock';
import { logger } from '../log';
import { busContract } from './contract';
import { postgresBus } from './postgres';

const database = await testDatabase();
const relay = startRelay(database.services);
afterAll(() => relay.stop());

describe('the bus over the outbox', () => {
  const open = () => postgresBus({ url: database.urls.system, clock: systemClock, log: logger('bus') });
  busContract(() => ({ open, owner: database.owner, env: { ...process.env } }));
});
