import type { Tags } from '@/db/client';

/** Takes off the list what was on it for a time that is over, of every tenant. Returns how many. */
export async function liftExpired(sql: Tags, now: Date): Promise<number> {
  const rows = await sql`
    update email_suppressions s set deleted_at = s.expires_at, lifted_by = 'timer', lift_note = 'Its time was over'
    from (select tenant_id, id from email_suppressions where expires_at <= ${now} and deleted_at is null order by expires_at limit 10000) e
    where s.tenant_id = e.tenant_id and s.id = e.id and s.deleted_at is null and s.expires_at <= ${now}`;
  return rows.count;
}
