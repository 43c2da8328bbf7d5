export { default } from '../contacts/loading';
