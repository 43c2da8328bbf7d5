export { caughtBody } from './body';
export { getCaught } from './get';
export { listCaught } from './list';
export { bounceCaught, replyAsRecipient } from './reply';
