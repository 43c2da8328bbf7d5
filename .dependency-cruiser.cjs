/**
 * Who may import whom. The lists below are the whole of the policy; the rules under them only apply it.
 * `npm run verify` runs this through scripts/verify/layers.ts, which also proves that modules were cruised at all.
 */

/** The adapter files of each driver; nobody else imports it, not even for a type. */
const DRIVERS = {
  postgres: ['^db/client\\.ts$'],
  'drizzle-orm/postgres-js': ['^db/client\\.ts$'],
  ioredis: ['^lib/platform/redis\\.ts$'],
  nats: ['^lib/platform/bus/nats\\.ts$'],
  '@clickhouse/client': ['^lib/platform/analytics/clickhouse\\.ts$', '^db/clickhouse/'],
  '@elastic/elasticsearch': ['^lib/platform/search/elasticsearch\\.ts$'],
  nodemailer: ['^lib/sending/smtp\\.ts$'],
  'smtp-server': ['^lib/inbound/listener\\.ts$'],
  imapflow: ['^lib/inbound/imap\\.ts$'],
  chdb: ['^scripts/clickhouse/'],
};

/** What app/ may take from lib/platform: the edges, by file or folder name. */
const PLATFORM_EDGES = [
  'action',
  'clock',
  'config',
  'context',
  'errors',
  'health',
  'ids',
  'live',
  'log',
  'metrics',
  'page',
  'read-body',
  'route',
];

/** Who may import lib/platform/db/system.ts, the database seen across tenants. */
const SYSTEM_DB_USERS = [
  '^workers/',
  '^lib/platform/',
  '^lib/segments/',
  '^lib/[^/]+/search[^/]*\\.ts$',
  '^lib/pipeline/',
  '^lib/campaigns/(plan|preflight)\\.ts$',
  '^lib/confirmations/ask\\.ts$',
  '^lib/sending/(sandbox|directory)\\.ts$',
  '^lib/identity/provision\\.ts$',
  '^lib/testing/',
  '^db/seed/',
  '^scripts/',
  '^bench/',
];

/** Who may import lib/registry.ts, the explicit list of commands and queries. */
const REGISTRY_USERS = ['^app/api/v1/openapi', '^lib/openapi/', '^scripts/', '\\.test\\.tsx?$'];

const TESTS = ['\\.(test|e2e)\\.tsx?$', '/contract(-child)?\\.ts$', '^lib/testing/', '^e2e/', '^bench/'];
const TOOLS = [...TESTS, '^scripts/', '^db/seed/'];
const DOMAIN = '^lib/(?!platform/|paths/|testing/)[^/]+/';
const VOCABULARY = '^lib/.+/vocabulary\\.ts$';
const INDEXES = '^lib/[^/]+/index\\.ts$';
const PATHS = '^lib/paths(/|\\.ts$)';
const SHIPPED = '^(app|components|lib|db|workers)/';

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const npm = (name) => `(^|/)node_modules/${name.replace('/', '\\/')}(/|$)`;

const layerRules = [
  forbid(
    'app-imports',
    'app composes: components, the index, schema and vocabulary of a domain, typed paths, platform edges.',
    { path: '^app/', pathNot: TESTS },
    {
      path: '^(lib|db|scripts|bench)/',
      pathNot: [
        INDEXES,
        '^lib/[^/]+/schema(\\.ts$|/)',
        VOCABULARY,
        PATHS,
        '^lib/registry\\.ts$',
        '^lib/openapi/',
        `^lib/platform/(${PLATFORM_EDGES.join('|')})(\\.tsx?$|/)`,
      ],
    },
  ),
  forbid(
    'components-imports',
    'components are isomorphic: components, schema, vocabulary, present of a domain, typed paths.',
    { path: '^components/', pathNot: TESTS },
    {
      path: '^(lib|db|scripts|bench)/',
      pathNot: ['^lib/[^/]+/(schema|present)(\\.ts$|/)', VOCABULARY, PATHS],
    },
  ),
  forbid(
    'domain-imports-index',
    'A domain reaches another one through its index (or its vocabulary, which imports nothing).',
    { path: '^lib/([^/]+)/', pathNot: ['^lib/(platform|paths|testing)/', ...TESTS] },
    { path: DOMAIN, pathNot: ['^lib/$1/', INDEXES, VOCABULARY] },
  ),
  forbid(
    'domain-imports-db',
    'Domains know tables (db/schema) and the types of a client, never a client, migrations or seeds.',
    { path: DOMAIN, pathNot: TESTS },
    { path: '^db/', pathNot: '^db/schema/', dependencyTypesNot: ['type-only'] },
  ),
  forbid(
    'platform-knows-no-domain',
    'The platform carries every domain and knows none.',
    { path: '^lib/platform/', pathNot: TESTS },
    { path: [DOMAIN, '^lib/registry\\.ts$'], pathNot: VOCABULARY },
  ),
  forbid(
    'platform-imports-db',
    'The platform takes the client and its own tables from db.',
    { path: '^lib/platform/', pathNot: TESTS },
    {
      path: '^db/',
      pathNot: ['^db/client\\.ts$', '^db/schema/', '^db/clickhouse/', '^db/search/', '^db/version\\.ts$'],
    },
  ),
  forbid(
    'db-imports-vocabulary',
    'db takes words (vocabulary) from a domain and nothing else; db/seed may call verbs.',
    { path: '^db/', pathNot: ['^db/seed/', ...TESTS] },
    { path: '^lib/', pathNot: VOCABULARY },
  ),
  forbid(
    'seed-imports-index',
    'Seeds call the same verbs as everybody, through the index.',
    { path: '^db/seed/', pathNot: TESTS },
    { path: DOMAIN, pathNot: [INDEXES, VOCABULARY] },
  ),
  forbid(
    'workers-import-index',
    'Workers call verbs through the index of a domain, and the platform.',
    { path: '^workers/', pathNot: TESTS },
    { path: [DOMAIN, '^db/', '^scripts/'], pathNot: [INDEXES, VOCABULARY] },
  ),
  forbid(
    'lib-imports-no-shell',
    'lib never reaches up into components.',
    { path: '^(lib|db|workers)/', pathNot: TESTS },
    { path: '^components/' },
  ),
  forbid(
    'app-is-a-leaf',
    'Nothing imports app, except app and its tests.',
    { pathNot: ['^app/', ...TESTS] },
    { path: '^app/' },
  ),
  forbid('workers-are-a-leaf', 'Nothing imports workers.', { pathNot: ['^workers/', ...TESTS] }, { path: '^workers/' }),
  forbid('e2e-is-a-leaf', 'Nothing imports e2e.', { pathNot: '^e2e/' }, { path: '^e2e/' }),
  forbid(
    'tools-are-leaves',
    'Shipped code never imports scripts or bench.',
    { path: SHIPPED, pathNot: TESTS },
    { path: '^(scripts|bench)/' },
  ),
  forbid('testing-stays-out', 'lib/testing never ships.', { pathNot: TESTS }, { path: '^lib/testing/' }),
];

const shapeRules = [
  forbid(
    'no-cycles',
    'Modules form a directed acyclic graph; a type may point back.',
    {},
    {
      circular: true,
      viaOnly: { dependencyTypesNot: ['type-only'] },
    },
  ),
  forbid('no-unresolved', 'Every import resolves.', { pathNot: '^next-env\\.d\\.ts$' }, { couldNotResolve: true }),
  forbid(
    'no-dev-dependency',
    'Shipped code imports dependencies, never devDependencies.',
    { path: SHIPPED, pathNot: TESTS },
    { dependencyTypes: ['npm-dev', 'npm-no-pkg'] },
  ),
  forbid('vocabulary-imports-nothing', 'A vocabulary is const tuples and literal types.', { path: VOCABULARY }, {}),
  forbid(
    'schema-is-isomorphic',
    'schema.ts runs in the browser: nothing behind it reaches the database or the server.',
    { path: '^lib/[^/]+/schema(\\.ts$|/)' },
    { path: ['^db/', '^lib/platform/(db|config|log)', ...Object.keys(DRIVERS).map(npm)], reachable: true },
  ),
];

const listRules = [
  forbid(
    'system-database',
    'Only the named modules see the database across tenants.',
    { pathNot: [...SYSTEM_DB_USERS, '\\.test\\.ts$'] },
    { path: '^lib/platform/db/system\\.ts$' },
  ),
  forbid(
    'registry',
    'The registry is for OpenAPI, the sweeps and the CLI.',
    { pathNot: [...REGISTRY_USERS, '^lib/registry\\.ts$'] },
    { path: '^lib/registry\\.ts$' },
  ),
  ...Object.entries(DRIVERS).map(([driver, files]) =>
    forbid(
      `driver-${driver.replace('/', '-')}`,
      `${driver} is imported by ${files.join(' and ')} only.`,
      { pathNot: [...files, ...TOOLS] },
      { path: npm(driver) },
    ),
  ),
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...layerRules, ...shapeRules, ...listRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|\\.data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.css', '.d.ts'],
    },
    cache: { folder: 'node_modules/.cache/dependency-cruiser', strategy: 'content' },
  },
};
