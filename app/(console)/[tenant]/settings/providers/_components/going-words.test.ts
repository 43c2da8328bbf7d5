import { expect, it } from 'vitest';
import { goingWords } from './going-words';

it('what goes with a provider is told, of the sandbox without the credentials and events that it has not', () => {
  expect(goingWords('sendgrid', 'off')).toBe(
    'It takes no more messages until it is turned on again; its credentials stay.',
  );
  expect(goingWords('sendgrid', 'delete')).toBe('Its credentials are erased and its events are no longer taken.');
  expect(goingWords('sandbox', 'off')).toBe('It takes no more messages until it is turned on again.');
  expect(goingWords('sandbox', 'delete')).toBeNull();
});
