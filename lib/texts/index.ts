export { keepTexts } from './keep';
export type { IncomingText } from './words';
