'use client';

import { useCallback } from 'react';
import type { Mending } from '@/components/campaigns/problem-notes';
import { ReachCard } from '@/components/campaigns/reach-card';
import { checkReachAction } from '../../actions';

/** The check of sender and links on the campaign's own page. */
export function ReachPanel({ id, ...mending }: Mending & { id: string }) {
  const { tenant } = mending;
  const ask = useCallback(() => checkReachAction(tenant, { id }), [tenant, id]);
  return <ReachCard {...mending} ask={ask} />;
}
