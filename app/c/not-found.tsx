export { UnknownLink as default } from '../u/unknown-link';
