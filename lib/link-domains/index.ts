export { recheckDomains } from './recheck';
export { checkLinkDomain, getLinkDomain, removeLinkDomain, setLinkDomain } from './settings';
