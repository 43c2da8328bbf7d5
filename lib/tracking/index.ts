export { addressTokens, readAddress, type AddressKind, type AddressToken, type AddressTokens } from './address';
export { instrumentHtml, trapLink, type TrackedLink } from './links';
export { classifyHit, type TrackingHit, type TrackingVerdict } from './machine';
export { type TokenClaim, type TokenKind, type TokenSigner } from './sign';
export { domainProof, linkTokens, mailTokens, textTokens } from './secrets';
export { readShort, type ShortLink } from './short';
export { instrumentText } from './text-links';
export { hostIn, urlAt } from './host';
