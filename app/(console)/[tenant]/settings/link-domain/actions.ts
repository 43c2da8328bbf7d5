'use server';

import { checkLinkDomain, removeLinkDomain, setLinkDomain } from '@/lib/link-domains';
import { action } from '@/lib/platform/action';

export const setLinkDomainAction = action(setLinkDomain);
export const checkLinkDomainAction = action(checkLinkDomain);
export const removeLinkDomainAction = action(removeLinkDomain);
