import { invalid } from '../errors';
import type { SubscriptionSpec } from './port';

const shape = /^(?:\*|[a-z][a-z0-9_]*\.(?:\*|[a-z][a-z0-9_]*))$/;

/** Refuses a subscription that names itself or its facts in a way that no adapter could honour. */
export function checkSpec(spec: SubscriptionSpec): void {
  if (!/^[a-z][a-z0-9-]{0,59}$/.test(spec.name))
    throw invalid(`The consumer name "${spec.name}" must be lower case letters, digits and dashes.`);
  const wrong = spec.facts.find((fact) => !shape.test(fact));
  if (wrong !== undefined || spec.facts.length === 0)
    throw invalid(`The consumer ${spec.name} asks for "${wrong ?? ''}"; say "domain.*", "domain.name" or "*".`);
  if (spec.batch < 1 || spec.batch > 1000)
    throw invalid(`The consumer ${spec.name} asks for batches of ${spec.batch}; 1 to 1000 are possible.`);
}

/** Does one of the patterns (`*`, `domain.*`, `domain.name`) cover this type of fact? */
export const covers = (patterns: readonly string[], type: string): boolean =>
  patterns.some(
    (pattern) =>
      pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  );

/** The patterns as SQL arguments: exact types, and domains; `all` when nothing needs to be left out. */
export function split(patterns: readonly string[]): { all: boolean; exact: string[]; domains: string[] } {
  return {
    all: patterns.includes('*'),
    exact: patterns.filter((p) => !p.endsWith('*')),
    domains: patterns.filter((p) => p.endsWith('.*')).map((p) => p.slice(0, -2)),
  };
}
