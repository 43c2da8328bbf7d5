import { sql } from 'drizzle-orm';
import { command } from '@/lib/platform/command';
import { invalid } from '@/lib/platform/errors';
import { throttle } from '@/lib/platform/limits/throttle';
import { hashPassword, verifyPassword } from './password';
import { Ended, PasswordChange } from './schema';
import { requirePerson } from './sessions';

const tries = { points: 10, seconds: 15 * 60 };

export const changePassword = command({
  name: 'account.change_password',
  summary: 'Change my password; every other place where I am signed in is signed out',
  access: 'any',
  http: { method: 'POST', path: '/account/password' },
  input: PasswordChange,
  output: Ended,
  secret: true,
  async run(ctx, { current, password }) {
    const user = requirePerson(ctx);
    await throttle(ctx.services.limits, `password:${user.id}`, tries, ctx.clock);
    const [row] = await ctx.tx.execute<{ password_hash: string | null }>(
      sql`select password_hash from find_login(${user.email}) where user_id = ${user.id}::uuid`,
    );
    if (!(await verifyPassword(row?.password_hash ?? null, current)))
      throw invalid('The password was not changed: the present one is wrong.', { current: 'is not your password' });
    if (current === password)
      throw invalid('The password was not changed: the new one is the present one.', {
        password: 'is the present one',
      });
    const ended = await ctx.tx.execute(
      sql`select change_password(${user.id}::uuid, ${await hashPassword(password)}, ${user.sessionId ?? null}::uuid)`,
    );
    ctx.audit({ user: user.id, ended: ended.length });
    ctx.afterCommit(() => ctx.services.access.changed());
    return { ended: ended.length };
  },
});
