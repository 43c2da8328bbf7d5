import type { TemplateScope } from './vocabulary';

export interface ScopeContact {
  id: string;
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  displayName: string;
  language: string | null;
  attributes: Record<string, string | number | boolean>;
}

export interface ScopeExtras {
  tenantName: string;
  senderName: string;
  senderEmail: string;
  campaignName?: string;
  unsubscribeUrl: string;
  preferencesUrl: string;
  viewUrl: string;
  /** What the places of counted links and the pixel are filled with, by their names. */
  tracking?: Readonly<Record<string, string>>;
}

const nothingCounted = {};

/** What Liquid sees of one recipient; field names are the template language's (snake case). */
export const scopeOf = (contact: ScopeContact, extras: ScopeExtras): TemplateScope => ({
  contact: {
    id: contact.id,
    email: contact.email ?? '',
    phone: contact.phone ?? '',
    first_name: contact.firstName ?? '',
    last_name: contact.lastName ?? '',
    full_name: contact.displayName,
    language: contact.language ?? '',
    company: contact.attributes['company'] ?? '',
    attributes: contact.attributes,
  },
  tenant: { name: extras.tenantName },
  sender: { name: extras.senderName, email: extras.senderEmail },
  campaign: { name: extras.campaignName ?? '' },
  unsubscribe_url: extras.unsubscribeUrl,
  preferences_url: extras.preferencesUrl,
  view_url: extras.viewUrl,
  tracking: extras.tracking ?? nothingCounted,
});
