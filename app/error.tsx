'use client';

import { PageFailed, type PageFailedProps } from '@/components/layout/page-failed';

export default function PageError(props: PageFailedProps) {
  return (
    <main id="main" className="grid min-h-dvh place-items-center">
      <div>
        <PageFailed {...props} />
      </div>
    </main>
  );
}
