import type { Handler } from '@/lib/platform/route';
import { refused } from './respond';

const all = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;
type Method = (typeof all)[number];

/** What a file of tracking routes exports: the methods that it has; each other one is told which those are, in plain text. */
export function plainMethods(given: Partial<Record<Method, Handler>>): Record<Method, Handler> {
  const { HEAD = given.GET } = given;
  const own = HEAD ? { ...given, HEAD } : given;
  const allow = all.filter((method) => own[method] || method === 'OPTIONS').join(', ');
  const OPTIONS: Handler = async () => new Response(null, { status: 204, headers: { allow } });
  const refuse: Handler = async () => refused(allow);
  return Object.fromEntries(
    all.map((method) => [method, own[method] ?? (method === 'OPTIONS' ? OPTIONS : refuse)]),
  ) as Record<Method, Handler>;
}
