'use client';

import { PageFailed } from '@/components/layout/page-failed';

/** A page that failed inside the frame: the rest of the console still works. */
export default PageFailed;
