import type { Actor, Ctx } from '../context';
import { DomainError } from '../errors';
import { requestContext } from '../route';
import { coversScope } from '../scopes';

const rightsOf = (actor: Actor): ReadonlySet<string> => ('permissions' in actor ? actor.permissions : new Set());

/**
 * Asks anew whether who opened a stream may go on: false once the session or key has ended, the membership or a right is
 * gone. Throws when nobody can tell, e.g. in an outage; a key that has used up its minute keeps its stream.
 */
export async function mayStillListen(ctx: Ctx, request: Request): Promise<boolean> {
  try {
    const now = await requestContext(request, { requestId: ctx.requestId });
    const held = rightsOf(now.actor);
    return now.tenant === ctx.tenant && [...rightsOf(ctx.actor)].every((right) => coversScope(held, right));
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'unavailable') throw error;
    return error.code === 'rate_limited';
  }
}
