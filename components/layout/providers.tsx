'use client';

import './no-eval';
import './style-nonce';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { useEffect, type ReactNode } from 'react';
import { LeaveGuard } from '../form/leave-guard';
import { Toaster } from '../ui/toaster';
import { TooltipProvider } from '../ui/tooltip';
import { followSystemTheme } from './preferences';

/** What every page needs on the client: tooltips, URL state, toasts, the live region. */
export function Providers({ children }: { children: ReactNode }) {
  useEffect(followSystemTheme, []);
  return (
    <NuqsAdapter>
      <TooltipProvider delayDuration={350} skipDelayDuration={200}>
        {children}
        <LeaveGuard />
        <Toaster />
      </TooltipProvider>
    </NuqsAdapter>
  );
}
