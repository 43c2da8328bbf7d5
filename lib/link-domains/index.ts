export { checkLinkDomain, getLinkDomain, removeLinkDomain, setLinkDomain } from './settings';
