'use client';

import { PageFailed, type PageFailedProps } from '@/components/layout/page-failed';
import { shownError } from '@/lib/platform/errors';

/** The one boundary of all pages: what a verb refused is told in its own words, a fault by its number. */
export function FailedPage(props: PageFailedProps) {
  return <PageFailed {...props} shown={shownError(props.error.digest)} />;
}
