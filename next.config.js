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
  turbopack: { root: import.meta.dirname },
};
