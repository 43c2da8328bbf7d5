export { createApiKey, grantableScopes } from './api-keys';
export { changePassword } from './change-password';
export { listApiKeys } from './list-api-keys';
export { listPeople } from './people';
export {
  createTenant,
  createUser,
  grantOperator,
  issueLink,
  issueLinkTo,
  renewFirstLink,
  zoneUnknownToDatabase,
} from './provision';
export { revokeApiKey } from './revoke-api-key';
export { endOtherSessions, endSession, listSessions } from './sessions';
export { acceptLink, peekLink, signIn, signOut, type Visitor } from './sign-in';
export { acceptLinkVisitor, endVisit, peekVisitorLink, signInVisitor, type SessionCookie } from './visit';
