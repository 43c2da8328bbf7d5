export { accessMemory } from './memory';
export { apiKeyKey, sessionKey, type AccessMemory } from './port';
