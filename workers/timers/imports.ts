import { withSystem } from '@/lib/platform/db/system';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import type { Timer } from './timer';

const day = 24 * 3_600_000;
/** A failed import may be run again for a week; a file that nobody started is kept for a day. */
const failedKept = 7 * day;
const unstartedKept = day;

/** Deletes the uploaded files of imports that ended, of every tenant; what they stored and reported stays. Returns how many files. */
export async function cleanImportFiles(services: Pick<Services, 'system'>, now: Date): Promise<number> {
  const unstarted = new Date(now.getTime() - unstartedKept);
  const failed = new Date(now.getTime() - failedKept);
  return withSystem(services, async (sql) => {
    await sql`
      update contact_imports set status = 'cancelled', finished_at = ${now}, error = 'It was not started within a day, so its file was deleted. Upload it again.'
      where status = 'uploaded' and updated_at < ${unstarted}`;
    const ended = await sql<{ tenant: string; id: string }[]>`
      select i.tenant_id as tenant, i.id from contact_imports i left join jobs j on j.tenant_id = i.tenant_id and j.id = i.job_id
      where exists (select 1 from contact_import_chunks c where c.tenant_id = i.tenant_id and c.import_id = i.id)
        and (i.status in ('completed', 'cancelled') or j.state in ('completed', 'cancelled') or (j.state in ('failed', 'dead') and j.finished_at < ${failed}))
      limit 1000`;
    for (const { tenant, id } of ended)
      await sql`delete from contact_import_chunks where tenant_id = ${tenant} and import_id = ${id}`;
    return ended.length;
  });
}

/** Every ten minutes. */
export const importFiles: Timer = {
  name: 'import-files',
  everyMs: 600_000,
  async run(services, now) {
    const files = await cleanImportFiles(services, now);
    if (files > 0) logger('timers').info({ files }, 'deleted the files of imports that ended');
  },
};
