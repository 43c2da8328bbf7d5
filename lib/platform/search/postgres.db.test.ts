import { testDatabase } from '@/lib/testing/database';
import { searchContract, searchSubject } from './contract';
import { postgresSearch } from './postgres';

const database = await testDatabase();

searchContract(() => searchSubject(database, postgresSearch(database.services)));
