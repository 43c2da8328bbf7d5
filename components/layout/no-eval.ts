'use client';

import { z } from 'zod';

// zod asks the browser once whether it may make functions from text; the policy refuses and reports it. It need not ask.
z.config({ jitless: true });
