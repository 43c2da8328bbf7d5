'use client';

import type { PageFailedProps } from '@/components/layout/page-failed';
import { FailedPage } from './failed-page';

export default function PageError(props: PageFailedProps) {
  return (
    <main id="main" className="grid min-h-dvh place-items-center">
      <div>
        <FailedPage {...props} />
      </div>
    </main>
  );
}
