import { randomBytes } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { dkimKeys } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { conflict, driverFailure } from '@/lib/platform/errors';
import { uuidv7 } from '@/lib/platform/ids';
import { seal } from '@/lib/platform/secret-box';
import { makeKeyPair } from '../dkim/keys';
import { presentDkimKey } from '../present';
import { DkimCreate, DkimKeyEntry } from '../schema';

const most = 100;
const twice = (error: unknown): unknown =>
  driverFailure(error)?.constraint === 'dkim_keys_once'
    ? conflict('This domain has a key of this kind already. Delete it first, or take the other kind.', {
        domain: 'has a key of this kind',
      })
    : error;

export const createDkimKey = command({
  name: 'dkim_keys.create',
  summary: 'Make a key that signs mail from a domain; it signs once DNS is seen to publish it',
  access: 'settings:write',
  http: { method: 'POST', path: '/dkim-keys', status: 201 },
  input: DkimCreate,
  output: DkimKeyEntry,
  entity: (_, { id }) => ({ type: 'dkim_key', id }),
  async run(ctx, { domain, algorithm }) {
    const there = await ctx.tx
      .select({ id: dkimKeys.id })
      .from(dkimKeys)
      .where(and(eq(dkimKeys.tenantId, ctx.tenant), isNull(dkimKeys.deletedAt)));
    if (there.length >= most) throw conflict(`There are ${most} keys already. Delete one first.`);
    const id = uuidv7(ctx.clock.now());
    const { publicKey, privateKey } = await makeKeyPair(algorithm);
    const [row] = await ctx.tx
      .insert(dkimKeys)
      .values({
        ...{ tenantId: ctx.tenant, id, domain, algorithm, publicKey },
        // Its own for each key: the record of an old one can stay in DNS while its mail is on the way.
        selector: `ao${randomBytes(4).toString('hex')}`,
        privateKey: seal(privateKey, `${ctx.tenant}/dkim_keys/${id}`),
        createdBy: actorLabel(ctx.actor),
        createdAt: ctx.clock.now(),
      })
      .returning()
      .catch((error: unknown) => {
        throw twice(error);
      });
    if (!row) throw new Error('The insert returned no row.');
    ctx.audit({ domain, algorithm });
    return presentDkimKey(row);
  },
});
