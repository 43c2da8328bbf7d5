import type { ReactNode } from 'react';
import { requireSession } from '@/lib/platform/page';

/** Everything behind sign-in. Each page asks again for its tenant: layouts do not run on every navigation. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  await requireSession();
  return children;
}
