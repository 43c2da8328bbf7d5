import type { Actor } from './context';
import { DomainError } from './errors';

/** Every right that a role or an API key can hold: `<resource>:<action>`. */
export const permissions = [
  'contacts:read', 'contacts:write', 'contacts:import',
  'segments:read', 'segments:write',
  'templates:read', 'templates:write',
  'campaigns:read', 'campaigns:write', 'campaigns:send',
  'inbox:read', 'inbox:write',
  'analytics:read',
  'jobs:read', 'jobs:write',
  'sandbox:read',
  'settings:read', 'settings:write',
] as const;
export type Permission = (typeof permissions)[number];

/** What a verb asks for: a right, or `any` (signed in to the tenant is enough). */
export type Access = Permission | 'any';

/** The roles that every tenant starts with; a tenant can change them in role_permissions. */
export const defaultRoles: Record<string, readonly string[]> = {
  admin: ['*'],
  user: permissions.filter((p) => !p.startsWith('settings:')),
  readonly: permissions.filter((p) => p.endsWith(':read') && p !== 'settings:read'),
};

/** True when `held` covers `wanted`; `*` covers all, `contacts:*` a resource, `*:read` an action. */
export function covers(held: ReadonlySet<string>, wanted: Permission): boolean {
  const [resource, action] = wanted.split(':');
  return held.has(wanted) || held.has('*') || held.has(`${resource}:*`) || held.has(`*:${action}`);
}

export function may(actor: Actor, access: Access): boolean {
  if (actor.kind === 'job') return true;
  if (actor.kind === 'public') return false;
  return access === 'any' || covers(actor.permissions, access);
}

export function authorise(actor: Actor, access: Access): void {
  if (may(actor, access)) return;
  if (actor.kind === 'public') throw new DomainError({ code: 'unauthenticated', message: 'Sign in, or send an API key as "Authorization: Bearer …".' });
  const who = actor.kind === 'apiKey' ? `The API key "${actor.name}" lacks the scope` : 'Your role lacks the right';
  throw new DomainError({ code: 'forbidden', message: `${who} ${access}. Ask an administrator of this organisation for it.` });
}
