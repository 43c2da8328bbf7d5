import { expect, it } from 'vitest';
import { newer, type Known } from './status-now';

const page: Known = { id: 'a', version: 4, status: 'sending' };

it('what an action answered holds until the page says something newer, and for its own campaign only', () => {
  const paused: Known = { id: 'a', version: 5, status: 'paused' };
  expect(newer(page, paused).status).toBe('paused');
  expect(newer({ ...page, version: 5, status: 'paused' }, paused).status).toBe('paused');
  expect(newer({ ...page, version: 6 }, paused).status).toBe('sending');
  expect(newer({ ...page, id: 'b' }, paused).status).toBe('sending');
  expect(newer(page, null).status).toBe('sending');
});
