'use client';

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Sheet } from '@/components/ui/dialog';

/** Below 1180 px the context is a sheet over the conversation. */
export function ContextSheet({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Sheet
      title={name}
      trigger={
        <Button icon="user" className="max-md:gap-0">
          <span className="max-md:sr-only">Contact</span>
        </Button>
      }
    >
      <div className="-mx-5">{children}</div>
    </Sheet>
  );
}
