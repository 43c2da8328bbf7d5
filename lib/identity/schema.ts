import { z } from 'zod';
import { slugPattern } from '@/lib/platform/ids';
import { typedCountry } from '@/lib/platform/places';
import { scopes } from '@/lib/platform/scopes';
import { typedZone } from '@/lib/platform/zones';

/** First segments of our own addresses: a tenant of that name could not be reached. */
export const reservedSlugs = [
  'api',
  't',
  'login',
  'logout',
  'setup',
  'assets',
  'kit',
  'u',
  'p',
  'v',
  'admin',
  'www',
  'static',
  '_next',
  'docs',
  'operator',
];

export const password = z.string().min(12, 'needs at least 12 characters').max(200, 'is over 200 characters');
export const email = z.string().trim().toLowerCase().max(254).pipe(z.email('is not an email address'));

export const SignIn = z.object({ email, password: z.string().min(1, 'is empty').max(200) });
export const SetPassword = z.object({ token: z.string().min(20).max(200), password });

export const PasswordChange = z.object({
  current: z.string().min(1, 'is empty').max(200, 'is over 200 characters'),
  password,
});

/** A place where somebody is signed in. */
export const SessionEntry = z
  .object({
    id: z.string(),
    device: z.object({ name: z.string(), kind: z.enum(['computer', 'phone', 'program']) }),
    /** The network of the address from which it was opened; null: not known. */
    network: z.string().nullable(),
    signedInAt: z.iso.datetime(),
    /** To five minutes. */
    lastSeenAt: z.iso.datetime(),
    isCurrent: z.boolean(),
  })
  .meta({ id: 'SessionEntry' });
export type SessionEntry = z.infer<typeof SessionEntry>;
export const Sessions = z.object({ items: z.array(SessionEntry) });
export const SessionRef = z.object({ id: z.uuid() });
/** How many sessions were signed out. */
export const Ended = z.object({ ended: z.number().int() });

export const TenantCreate = z.object({
  slug: z
    .string()
    .regex(slugPattern, 'must be 2 to 40 of a-z, 0-9 and -, not starting or ending with -')
    .refine((s) => !reservedSlugs.includes(s), 'is reserved'),
  name: z.string().trim().min(1, 'is empty').max(120),
  timeZone: z.string().max(60).default('UTC').pipe(typedZone),
  country: z.string().max(100).default('GB').pipe(typedCountry),
});

export const UserCreate = z.object({
  email,
  name: z.string().trim().max(120).optional(),
  password: password.optional(),
  roles: z.array(z.string().min(1).max(40)).min(1).default(['user']),
});

export const ApiKeyCreate = z.object({
  name: z.string().trim().min(1, 'is empty').max(100, 'is over 100 characters').default('API key'),
  scopes: z
    .array(z.enum(scopes, `is not a right; there are ${scopes.join(', ')}`))
    .min(1, 'names no right')
    .max(50, 'names more than 50 rights'),
  expiresAt: z.iso
    .datetime({ offset: true, error: 'must be an instant such as 2027-01-31T00:00:00Z' })
    .optional()
    .describe('When the key ends; never unless said.'),
});
export const ApiKeyCreated = z.object({
  id: z.string(),
  key: z.string().describe('Shown once; keep it safe.'),
  prefix: z.string(),
  scopes: z.array(z.string()),
  expiresAt: z.iso.datetime().nullable(),
});

export const Person = z
  .object({ id: z.string(), name: z.string(), email: z.string(), roles: z.array(z.string()) })
  .meta({ id: 'Person' });
export const People = z.object({ items: z.array(Person) });

/** A key as it is listed; the key itself is shown once, when it is made. */
export const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.string()),
    createdBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;
export const ApiKeys = z.object({ items: z.array(ApiKey) });
