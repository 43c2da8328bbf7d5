export { discardDeadLetter } from './discard';
export { getDeadLetter } from './get';
export { countDeadLetters, listDeadLetters } from './list';
export { replayDeadLetter, replayDeadLetters } from './replay';
