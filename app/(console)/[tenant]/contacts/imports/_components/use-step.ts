'use client';

import { useSearchParams } from 'next/navigation';
import { pages } from '@/lib/paths';
import type { Step } from './steps';

/** The steps after the upload. */
export const order: Step[] = ['columns', 'rules', 'try'];

/** The step that the address names, so that the browser's Back leads to the one before. What is not ready for a try is not tried. */
export function useStep(tenant: string, id: string, isBlocked: boolean): [Step, (step: Step) => void] {
  const asked = useSearchParams().get('step');
  const step = order.find((each) => each === asked) ?? 'columns';
  const go = (to: Step) =>
    window.history.pushState(null, '', pages.import(tenant, id, { step: to === 'columns' ? undefined : to }));
  return [step === 'try' && isBlocked ? 'rules' : step, go];
}
