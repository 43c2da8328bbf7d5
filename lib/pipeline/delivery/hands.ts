import type { Tags, TagsTx } from '@/db/client';
import { heldOfClaim } from '../queue';
import type { Claim } from './claim';

interface Open {
  id: string;
  /** Messages of it that are not recorded yet. */
  left: number;
}

interface Taken {
  /** When it was due: tells its claim from an earlier one. */
  due: string;
  claim: Open;
}

type One = { id: string; due: string };

/** What this worker has in its hands, as far as it knows: claimed, and not recorded yet. */
export class Hands {
  private readonly messages = new Map<string, Taken>();
  private readonly open = new Map<string, Open>();

  take({ id, messages }: Claim): void {
    const claim = { id, left: messages.length };
    this.open.set(id, claim);
    for (const message of messages) {
      // Its answer was written and never heard of: that claim is not asked for it any more.
      const before = this.messages.get(message.id)?.claim;
      if (before && --before.left === 0) this.open.delete(before.id);
      this.messages.set(message.id, { due: message.due, claim });
    }
  }

  has({ id, due }: One): boolean {
    return this.messages.get(id)?.due === due;
  }

  /** Puts down what is recorded; gives the claims of which nothing is left. */
  put(recorded: readonly One[]): string[] {
    const spent: string[] = [];
    for (const { id, due } of recorded) {
      const taken = this.messages.get(id);
      if (taken?.due !== due) continue;
      this.messages.delete(id);
      if (--taken.claim.left > 0) continue;
      this.open.delete(taken.claim.id);
      spent.push(taken.claim.id);
    }
    return spent;
  }

  claims(): string[] {
    return [...this.open.keys()];
  }
}

/** Removes claims of which all is recorded. */
export async function dropClaims(sql: Tags, tenant: string, claims: readonly string[]): Promise<void> {
  await sql`delete from pipeline_claims where tenant_id = ${tenant} and id = any(${claims as string[]}::uuid[])`;
}

/** Removes claims of a worker in which nothing is left by the messages themselves, `but` those; what it never heard of, or could not remove, stays no longer. */
export async function dropSpent(sql: Tags | TagsTx, worker: string, but: readonly string[] = []): Promise<void> {
  await sql`
    delete from pipeline_claims c where c.worker_id = (select w.id from pipeline_workers w where w.name = ${worker}) and c.id <> all(${but as string[]}::uuid[])
      and not exists (select 1 from (select c.tenant_id, c.messages, c.dues) as c ${heldOfClaim(sql)})`;
}
