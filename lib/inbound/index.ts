export { startInbound, type InboundListener, type InboundOptions } from './listener';
