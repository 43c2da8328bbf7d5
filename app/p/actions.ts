'use server';

import { headers } from 'next/headers';
import { attempt, type ActionResult } from '@/lib/platform/action';
import { allowBrowser, browsers, turnOff } from '@/lib/preferences';
import type { BrowserAllowed, Browsers, BrowserTurnedOff } from '@/lib/preferences/schema';

const agent = async () => (await headers()).get('user-agent');

/** Notifications in the browser of who bears the link. */
export const allowBrowserAction = async (token: string, input: BrowserAllowed): Promise<ActionResult<Browsers>> =>
  attempt(async (facts) => allowBrowser(token, input, { ...facts, userAgent: await agent() }));

/** In which browsers they are on. */
export const browsersAction = async (token: string): Promise<ActionResult<Browsers>> =>
  attempt((facts) => browsers(token, facts));

/** None there any more. */
export const turnOffAction = async (token: string, input: BrowserTurnedOff): Promise<ActionResult<Browsers>> =>
  attempt((facts) => turnOff(token, input, facts));
