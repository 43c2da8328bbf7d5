import { senders } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { Sender, SenderCreate } from '../schema';
import { assertOwnAddress } from './allowed';
import { allSenders, clearDefault, presentSender } from './queries';

const most = 100;

export const createSender = command({
  name: 'senders.create',
  summary: 'Add a name and address that mail can come from',
  access: 'settings:write',
  http: { method: 'POST', path: '/senders', status: 201 },
  input: SenderCreate,
  output: Sender,
  entity: (_, { id }) => ({ type: 'sender', id }),
  async run(ctx, { fromName, fromEmail, isDefault: wanted }) {
    const there = await allSenders(ctx);
    if (there.length >= most) throw conflict(`There are ${most} senders already. Delete one first.`);
    await assertOwnAddress(ctx, fromEmail);
    // The first one is the default: without one nothing can be sent.
    const isDefault = wanted || !there.some((sender) => sender.isDefault);
    if (isDefault) await clearDefault(ctx);
    const [row] = await ctx.tx
      .insert(senders)
      .values({ tenantId: ctx.tenant, fromName, fromEmail, isDefault, createdAt: ctx.clock.now() })
      .returning();
    if (!row) throw new Error('The insert returned no row.');
    ctx.audit({ fromName, fromEmail, isDefault });
    return presentSender(row);
  },
});
