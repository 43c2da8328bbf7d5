import { z } from 'zod';
import { purposes } from '@/lib/contacts/vocabulary';

/** What a public link shows of its recipient. */
export const Preferences = z.object({
  tenantName: z.string(),
  email: z.string(),
  topics: z.array(z.object({ purpose: z.enum(purposes), granted: z.boolean() })),
});
export type Preferences = z.output<typeof Preferences>;

/** Purpose → wanted or not; what is not named stays as it is. */
export const PreferenceChoice = z.object({ topics: z.partialRecord(z.enum(purposes), z.boolean()) });
export type PreferenceChoice = z.input<typeof PreferenceChoice>;
