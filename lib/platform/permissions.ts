import type { Actor } from './context';
import { DomainError } from './errors';
import { coversScope, permissions, type Permission } from './scopes';

/** What a verb asks for: a right, or `any` (signed in to the tenant is enough). */
export type Access = Permission | 'any';

const isForAdmins = (right: string): boolean => /^(settings|system):/.test(right);

/** The roles that every tenant starts with; a tenant can change them in role_permissions. */
export const defaultRoles: Record<string, readonly string[]> = {
  admin: ['*'],
  user: permissions.filter((p) => !isForAdmins(p)),
  readonly: permissions.filter((p) => p.endsWith(':read') && !isForAdmins(p)),
};

/** Operators mend the system in every organisation that they belong to, whatever their role there. */
export function may(actor: Actor, access: Access): boolean {
  if (actor.kind === 'job') return true;
  if (actor.kind === 'public') return false;
  if (actor.kind === 'user' && actor.operator && access.startsWith('system:')) return true;
  return access === 'any' || coversScope(actor.permissions, access);
}

export function authorise(actor: Actor, access: Access): void {
  if (may(actor, access)) return;
  if (actor.kind === 'public')
    throw new DomainError({
      code: 'unauthenticated',
      message: 'Sign in, or send an API key as "Authorization: Bearer …".',
    });
  const who = actor.kind === 'apiKey' ? `The API key "${actor.name}" lacks the scope` : 'Your role lacks the right';
  throw new DomainError({
    code: 'forbidden',
    message: `${who} ${access}. Ask an administrator of this organisation for it.`,
  });
}
