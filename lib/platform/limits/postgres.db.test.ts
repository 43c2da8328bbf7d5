import { describe } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { limitsContract } from './contract';
import { postgresLimits } from './postgres';

const database = await testDatabase();

describe('limits in PostgreSQL', () => {
  const limits = postgresLimits(database.services);
  limitsContract(() => limits);
});
