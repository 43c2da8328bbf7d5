'use server';

import type { z } from 'zod';
import type { TimelinePart } from '@/components/contacts/timeline';
import { listTimeline } from '@/lib/contacts';
import { action, type ActionResult } from '@/lib/platform/action';
import { pageContext } from '@/lib/platform/page';
import { sourcesOf } from '../timeline-sources';

const read = action(listTimeline);

/** Older lines of a contact's timeline, with the names of what they are about. */
export async function moreTimeline(
  tenant: string,
  input: z.input<typeof listTimeline.def.input>,
): Promise<ActionResult<TimelinePart>> {
  const page = await read(tenant, input);
  if (!page.ok) return page;
  return { ok: true, value: { ...page.value, sources: await sourcesOf(await pageContext(tenant), page.value.items) } };
}
