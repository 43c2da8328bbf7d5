'use client';

import { FailedPage } from '../../failed-page';

/** A page that failed inside the frame: the rest of the console still works. */
export default FailedPage;
