import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';

/** A page for a recipient: no console around it, one card, on top the sender's name where the link tells it. */
export function PublicFrame({ tenantName, children }: { tenantName?: string; children: ReactNode }) {
  return (
    <main id="main" className="grid min-h-dvh grid-cols-[minmax(0,1fr)] place-items-center px-4 py-10">
      <div className="w-full max-w-110">
        {tenantName ? (
          <p dir="auto" className="mb-4 text-center text-lg font-semibold">
            {tenantName}
          </p>
        ) : null}
        <Card>{children}</Card>
      </div>
    </main>
  );
}
