import * as analytics from '@/lib/analytics';
import * as campaigns from '@/lib/campaigns';
import * as compliance from '@/lib/compliance';
import * as contacts from '@/lib/contacts';
import * as identity from '@/lib/identity';
import * as inbox from '@/lib/inbox';
import * as jobs from '@/lib/jobs';
import * as linkDomains from '@/lib/link-domains';
import * as messages from '@/lib/messages';
import * as organisation from '@/lib/organisation';
import * as pipeline from '@/lib/pipeline';
import * as push from '@/lib/push';
import * as sandbox from '@/lib/sandbox';
import * as segments from '@/lib/segments';
import * as sending from '@/lib/sending';
import * as suppressions from '@/lib/suppressions';
import * as system from '@/lib/system';
import * as templates from '@/lib/templates';
import * as testMessages from '@/lib/test-messages';
import * as topics from '@/lib/topics';
import type { Verb } from '@/lib/platform/command';

// Every verb of the product, in one list. OpenAPI, the permission table, the tenancy sweep and the audit catalogue are
// derived from it; a test proves that no verb is missing. Shipped code other than those never imports this file.
const modules = [
  analytics,
  campaigns,
  compliance,
  contacts,
  identity,
  inbox,
  jobs,
  linkDomains,
  messages,
  organisation,
  pipeline,
  push,
  sandbox,
  segments,
  sending,
  suppressions,
  system,
  templates,
  testMessages,
  topics,
];

const isVerb = (value: unknown): value is Verb => typeof value === 'function' && 'def' in value && 'kind' in value;

export const verbs: readonly Verb[] = modules
  .flatMap((exports) => Object.values(exports).filter(isVerb))
  .sort((a, b) => a.def.name.localeCompare(b.def.name));
