import { bareClient } from '../../db/client';

/** Drops a database and ends whoever is still connected to it. */
export async function dropDatabase(superUrl: string, name: string): Promise<void> {
  const sql = bareClient(superUrl);
  try {
    await sql.unsafe(`drop database if exists "${name}" with (force)`);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
