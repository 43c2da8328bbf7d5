// Every address of the product, typed, in one place. Nothing here knows a host; `publicUrl` is put before where one is needed.

const q = (params: Record<string, string | number | boolean | null | undefined>): string => {
  const search = new URLSearchParams(
    Object.entries(params).flatMap(([k, v]) => (v === undefined || v === null || v === '' ? [] : [[k, String(v)]])),
  );
  return search.size ? `?${search}` : '';
};

/** Filters of a campaign's recipients, by the parts of its report. */
type RecipientParams = {
  machine?: string;
  since?: string;
  until?: string;
  provider?: string;
  link?: string;
  version?: string;
  currency?: string;
  heldOut?: 'true';
  caught?: 'true';
  q?: string;
  undecided?: 'true';
};

/** Pages of the console; the first segment is the tenant, so that a link opens the right one. */
export const pages = {
  home: (tenant: string) => `/${tenant}`,
  inbox: (tenant: string, thread?: string) => `/${tenant}/inbox${thread ? `/${thread}` : ''}`,
  contacts: (
    tenant: string,
    params: { q?: string; tag?: string; segmentId?: string; status?: string; cursor?: string; sort?: string } = {},
  ) => `/${tenant}/contacts${q(params)}`,
  newContact: (tenant: string) => `/${tenant}/contacts/new`,
  contact: (tenant: string, id: string, params: { tab?: string; kind?: string } = {}) =>
    `/${tenant}/contacts/${id}${q(params)}`,
  editContact: (tenant: string, id: string) => `/${tenant}/contacts/${id}/edit`,
  imports: (tenant: string) => `/${tenant}/contacts/imports`,
  newImport: (tenant: string) => `/${tenant}/contacts/imports/new`,
  import: (tenant: string, id: string, params: { step?: string | undefined } = {}) =>
    `/${tenant}/contacts/imports/${id}${q(params)}`,
  suppressions: (tenant: string, params: { q?: string; reason?: string; kind?: string } = {}) =>
    `/${tenant}/suppressions${q(params)}`,
  suppressionsCsv: (tenant: string, params: { q?: string; reason?: string; kind?: string } = {}) =>
    `/api/v1/suppressions.csv${q({ tenant, ...params })}`,
  segments: (tenant: string) => `/${tenant}/segments`,
  newSegment: (tenant: string) => `/${tenant}/segments/new`,
  segment: (tenant: string, id: string) => `/${tenant}/segments/${id}`,
  editSegment: (tenant: string, id: string) => `/${tenant}/segments/${id}/edit`,
  templates: (tenant: string) => `/${tenant}/templates`,
  newTemplate: (tenant: string, params: { channel?: 'text' | 'push' | 'webhook' } = {}) =>
    `/${tenant}/templates/new${q(params)}`,
  template: (tenant: string, id: string, params: { version?: number } = {}) => `/${tenant}/templates/${id}${q(params)}`,
  campaigns: (tenant: string) => `/${tenant}/campaigns`,
  newCampaign: (tenant: string) => `/${tenant}/campaigns/new`,
  campaign: (
    tenant: string,
    id: string,
    params: {
      tab?: string;
      outcome?: string;
      reason?: string;
      event?: string;
      /** Whose message the Message tab shows. */
      recipient?: string;
      variant?: number | string;
      cursor?: string;
    } & RecipientParams = {},
  ) => `/${tenant}/campaigns/${id}${q(params)}`,
  campaignReport: (tenant: string, id: string) => `/${tenant}/campaigns/${id}/report`,
  campaignReportCsv: (tenant: string, id: string, part: string) =>
    `/api/v1/campaigns/${id}/report.csv${q({ tenant, part })}`,
  /** `clicks` only makes it another address when there is something new to show. */
  campaignPicture: (tenant: string, id: string, version: string, clicks: number) =>
    `/api/v1/campaigns/${id}/report/picture${q({ tenant, version, clicks })}`,
  analytics: (tenant: string) => `/${tenant}/analytics`,
  sandbox: (tenant: string, id?: string) => `/${tenant}/sandbox${id ? `/${id}` : ''}`,
  jobs: (tenant: string, params: { state?: string } = {}) => `/${tenant}/system${q(params)}`,
  job: (tenant: string, id: string) => `/${tenant}/system/${id}`,
  deadLetters: (tenant: string, params: { consumer?: string; state?: string; cursor?: string } = {}) =>
    `/${tenant}/system/dead-letters${q(params)}`,
  deadLetter: (tenant: string, id: string) => `/${tenant}/system/dead-letters/${id}`,
  failedMessages: (tenant: string, params: { source?: string; state?: string; cursor?: string } = {}) =>
    `/${tenant}/system/failed-messages${q(params)}`,
  settings: (tenant: string) => `/${tenant}/settings`,
  organisation: (tenant: string) => `/${tenant}/settings/organisation`,
  sendingRules: (tenant: string) => `/${tenant}/settings/sending-rules`,
  topics: (tenant: string) => `/${tenant}/settings/topics`,
  providers: (tenant: string) => `/${tenant}/settings/providers`,
  linkDomain: (tenant: string) => `/${tenant}/settings/link-domain`,
  login: (next?: string) => `/login${q({ next })}`,
  /** The API for people. */
  docs: () => '/docs',
  setup: (token: string) => `/setup/${token}`,
} as const;

/** Addresses that recipients get in messages. */
export const tracking = {
  click: (token: string) => `/t/c/${token}`,
  /** A click in a text: as few letters as can be. */
  short: (token: string) => `/t/${token}`,
  pixel: (token: string) => `/t/o/${token}`,
  /** GET leads to the page, POST (RFC 8058) acts at once. */
  unsubscribe: (token: string) => `/t/u/${token}`,
  unsubscribePage: (token: string) => `/u/${token}`,
  preferences: (token: string) => `/p/${token}`,
  view: (token: string) => `/t/v/${token}`,
  /** Asks; its button confirms a consent. */
  confirm: (token: string) => `/c/${token}`,
  /** Where providers tell what became of messages. */
  hook: (kind: string, provider: string) => `/api/hooks/${kind}/${provider}`,
  /** Where we ask ourselves under a tenant's domain whether it leads here. */
  domainCheck: (token: string) => `/t/d/${token}`,
} as const;
