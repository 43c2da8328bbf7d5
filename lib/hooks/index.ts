export { confirmHook, receiveHook } from './receive';
