// Endpoints that take or give bytes, and so are not verbs: described here by hand, next to the verbs' derived entries.
const query = (name: string, description: string, required = false) => ({
  name,
  in: 'query',
  required,
  description,
  schema: { type: 'string' },
});
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };
const file =
  'The heads are names of fields in snake_case, a new one comes at the end; instants are UTC, hours and days of a report have the offset of the organisation. What a spreadsheet would take for a formula begins with an apostrophe.';
const csv = (what: string) => ({
  description: `${what}. ${file}`,
  content: { 'text/csv': { schema: { type: 'string' } } },
});
const problem = {
  description: 'What went wrong, and the way out',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

export const rawPaths = {
  '/imports': {
    post: {
      operationId: 'imports.upload',
      summary: 'Import contacts from a CSV file; starts at once unless hold=1',
      tags: ['imports'],
      'x-permission': 'contacts:import',
      parameters: [
        query('consentSource', 'Where these people agreed, in words.', true),
        query(
          'mapping',
          'JSON; guessed from the file when it is missing; refused where a title names a law alone (GDPR, DSGVO), since it does not say what a yes means. A column goes to consent.email, consent.sms, consent.whatsapp or consent.smsWhatsapp (both) where a yes agrees, to optOut.email, optOut.sms, optOut.whatsapp or optOut.smsWhatsapp where a yes refuses; consent.all speaks of email and of every channel in consent, optOut.all of all channels that there are; an empty cell says nothing. In a column of doNotContact a yes closes every channel whatever the purpose, and a no says nothing.',
        ),
        query('fileName', 'Shown in lists.'),
        query(
          'consent',
          'A channel that everybody in the file agreed to: once for each, or with commas; email unless said. It is never applied to a channel for which the mapping has a column.',
        ),
        query('hold', '1: upload only, start later.'),
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'A repeat of the same file and settings with the same key gets the first import.',
          schema: { type: 'string', maxLength: 200 },
        },
      ],
      requestBody: { required: true, content: { 'text/csv': { schema: { type: 'string', format: 'binary' } } } },
      responses: {
        '201': { description: 'The import', content: { 'application/json': { schema: { type: 'object' } } } },
        default: problem,
      },
    },
  },
  '/imports/{id}/errors': {
    get: {
      operationId: 'imports.errors',
      summary: 'Rows that failed or were changed, with reasons',
      tags: ['imports'],
      'x-permission': 'contacts:import',
      parameters: [id],
      responses: { '200': csv('The rows'), default: problem },
    },
  },
  '/suppressions/import': {
    post: {
      operationId: 'suppressions.import',
      summary:
        'Stop all messages to the addresses and numbers of a CSV file (columns email or phone, or address for both; channel, reason and detail if wanted), at most 20 MB. A reason may be our own word or one of other programs (hard, spam, unsubscribed, …); one that is not understood counts as manual, and is told',
      tags: ['suppressions'],
      'x-permission': 'contacts:import',
      requestBody: { required: true, content: { 'text/csv': { schema: { type: 'string', format: 'binary' } } } },
      responses: {
        '200': {
          description: 'How many were added, were there already and could not be read, with their lines',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
        default: problem,
      },
    },
  },
  '/suppressions.csv': {
    get: {
      operationId: 'suppressions.csv',
      summary: 'The addresses and numbers that get nothing more, as a file',
      tags: ['suppressions'],
      'x-permission': 'contacts:read',
      parameters: [
        query('q', 'A part of the address or number.'),
        query('reason', 'Only those for this reason.'),
        query('kind', 'email or phone: only addresses, or only numbers.'),
      ],
      responses: { '200': csv('The addresses'), default: problem },
    },
  },
  '/campaigns/{id}/report.csv': {
    get: {
      operationId: 'campaigns.report_csv',
      summary: 'One table of the report as a file: by time, provider, link, variant or wording',
      tags: ['campaigns'],
      'x-permission': 'campaigns:read',
      parameters: [id, query('part', 'times, providers, links, variants, wordings or revenue', true)],
      responses: { '200': csv('The table'), default: problem },
    },
  },
  '/campaigns/{id}/recipients.csv': {
    get: {
      operationId: 'campaigns.recipients_csv',
      summary: 'The recipients as a file',
      tags: ['campaigns'],
      'x-permission': 'campaigns:read',
      parameters: [
        id,
        query('q', 'Each of these words is in the name, address, number or external id.'),
        query('outcome', 'sent, deferred, skipped, failed, uncertain or inProgress.'),
        query('reason', 'Only those for this reason, or with this error.'),
        query('event', 'What happened to the message, such as opened.'),
        query('currency', 'With converted: only who gave or bought in this currency, such as EUR.'),
        query('heldOut', 'true: only who was kept apart as control group.'),
        query('caught', 'true: only those whose message the sandbox caught.'),
        query('machine', 'With opened or clicked: true for machines, false for people.'),
        query('since', 'Sent from this instant on; with an event, when that happened.'),
        query('until', 'Sent before this instant; with an event, when that happened.'),
        query('provider', 'Only those with mailboxes at this provider, such as gmail.'),
        query('link', 'Only who clicked this link: <template version>:<position>.'),
        query('version', 'Only who carried this template version.'),
        query(
          'undecided',
          'true: only failed ones about which somebody has to decide: not decided yet, and not bounced.',
        ),
        query('variant', 'Only who got the variant at this position, from 0.'),
      ],
      responses: { '200': csv('The recipients'), default: problem },
    },
  },
  '/analytics/messages.csv': {
    get: {
      operationId: 'analytics.messages_csv',
      summary: 'What happened to messages in a period, counted, as a file',
      tags: ['analytics'],
      'x-permission': 'analytics:read',
      parameters: [
        query('from', 'The first day, on the clock of the organisation; the last 30 days unless said.'),
        query('to', 'The last day, counted too.'),
        query('by', 'day, channel or event; day unless said.'),
      ],
      responses: { '200': csv('The counts'), default: problem },
    },
  },
};
