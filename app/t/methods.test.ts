import { expect, it } from 'vitest';
import { plainMethods } from './methods';

const context = { params: Promise.resolve({ token: 'x' }) };
const ask = (routes: ReturnType<typeof plainMethods>, method: keyof typeof routes) =>
  routes[method](new Request('http://localhost/t/u/x', { method }), context);

it('a tracking address answers a method that it has not with which it has, in plain text', async () => {
  const routes = plainMethods({ GET: async () => new Response('got'), POST: async () => new Response('posted') });
  for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
    const response = await ask(routes, method);
    expect([response.status, response.headers.get('allow'), response.headers.get('content-type')]).toEqual([
      ...[405, 'GET, HEAD, OPTIONS, POST', 'text/plain; charset=utf-8'],
    ]);
    expect(await response.text()).toBe('This address answers GET, HEAD, OPTIONS, POST only.\n');
  }
  expect(await (await ask(routes, 'POST')).text()).toBe('posted');
  expect((await ask(routes, 'HEAD')).status).toBe(200);
  expect((await ask(routes, 'OPTIONS')).headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
});
