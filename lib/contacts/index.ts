export { createContact } from './create';
export { getContact } from './get';
export { listContacts } from './list';
export { updateContact } from './update';
