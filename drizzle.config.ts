import { defineConfig } from 'drizzle-kit';

// Table diffs only: grants, policies, functions and partitions live in db/security.sql and in the migrations by hand.
export default defineConfig({ dialect: 'postgresql', schema: './db/schema/index.ts', out: './db/migrations' });
