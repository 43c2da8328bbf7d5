export { answerThread } from './answer';
export { getThread } from './get';
export { keepIncoming, type IncomingMail, type KeptMail } from './keep';
export { listThreads } from './list';
export { listPresence, sayPresence } from './presence';
export { closeThread, readThread, reopenThread } from './mark';
