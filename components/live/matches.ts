import type { LiveMessage } from './types';

/** Does a listener want this? Types are whole (`inbox.received`) or begin with a domain (`message.`); a reset is for all. */
export const matches = (types: readonly string[], message: LiveMessage): boolean =>
  message.type === 'reset' ||
  types.some((type) => (type.endsWith('.') ? message.type.startsWith(type) : message.type === type));
