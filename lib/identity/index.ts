export { createApiKey } from './api-keys';
export { createTenant, createUser, grantOperator, issueLink } from './provision';
export { acceptLink, peekLink, signIn, signOut, type Visitor } from './sign-in';
