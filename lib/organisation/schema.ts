import { z } from 'zod';
import { typedCountry } from '@/lib/platform/places';
import { typedZone } from '@/lib/platform/zones';

export const Organisation = z
  .object({
    id: z.string().describe('Its part of the addresses of pages and of mail; it stays.'),
    name: z.string(),
    timeZone: z
      .string()
      .describe(
        'Taken for contacts whose own is not known, and whose country has several or is not known. The clock of reports and schedules.',
      ),
    country: z.string().describe('Taken for contacts without one of their own: two letters.'),
  })
  .meta({ id: 'Organisation' });
export type Organisation = z.infer<typeof Organisation>;

/** What is left out stays. */
export const OrganisationUpdate = z
  .object({
    name: z.string().trim().min(1, 'is empty').max(120, 'is over 120 characters'),
    timeZone: z
      .string()
      .max(60, 'is over 60 characters')
      .pipe(typedZone)
      .describe('By its name, such as Europe/London.'),
    country: z
      .string()
      .max(100, 'is over 100 characters')
      .pipe(typedCountry)
      .describe('Its two-letter code; its name is taken too, and stored as the code.'),
  })
  .partial();
