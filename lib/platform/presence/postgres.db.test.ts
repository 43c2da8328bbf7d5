import { describe } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { fixedClock } from '../clock';
import { presenceContract } from './contract';
import { postgresPresence } from './postgres';

const database = await testDatabase();

describe('presence in PostgreSQL', () => {
  presenceContract(() => {
    const clock = fixedClock(new Date());
    return { presence: postgresPresence(database.services, clock), clock };
  });
});
