import { describe } from 'vitest';
import { fixedClock } from '../clock';
import { presenceContract } from './contract';
import { memoryPresence } from './memory';

describe('presence in memory', () => {
  presenceContract(() => {
    const clock = fixedClock(new Date());
    return { presence: memoryPresence(clock), clock };
  });
});
