/** Every right that a role or an API key can hold: `<resource>:<action>`. */
export const permissions = [
  'contacts:read',
  'contacts:write',
  'contacts:import',
  'segments:read',
  'segments:write',
  'templates:read',
  'templates:write',
  'campaigns:read',
  'campaigns:write',
  'campaigns:send',
  'inbox:read',
  'inbox:write',
  'analytics:read',
  'jobs:read',
  'jobs:write',
  'sandbox:read',
  'settings:read',
  'settings:write',
  'system:read',
  'system:write',
] as const;
export type Permission = (typeof permissions)[number];

/** All that a key or role can be given: every right, and `*`, `<resource>:*`, `*:<action>`. */
export const scopes: readonly string[] = [
  ...new Set(['*', ...permissions.flatMap((p) => [p, p.replace(/:.*/, ':*'), p.replace(/.*:/, '*:')])]),
];

/**
 * True when `held` covers `wanted`; `*` covers all, `contacts:*` a resource, `*:read` an action. A wildcard stands for
 * rights to come as well, so that only itself and `*` cover it.
 */
export function coversScope(held: ReadonlySet<string>, wanted: string): boolean {
  if (held.has('*') || held.has(wanted)) return true;
  const [resource, action] = wanted.split(':');
  return held.has(`${resource}:*`) || held.has(`*:${action}`);
}
