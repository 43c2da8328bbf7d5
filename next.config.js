/** @type {import('next').NextConfig} */
export default {
  compress: false,
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: [
    'chdb',
    '@node-rs/argon2',
    'postgres',
    'pino',
    'nats',
    'ioredis',
    '@elastic/elasticsearch',
    '@clickhouse/client',
    'nodemailer',
    'mailparser',
    'smtp-server',
  ],
  // `npm run verify` checks the types of everything, tests included; the first start need not do it again.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
};
