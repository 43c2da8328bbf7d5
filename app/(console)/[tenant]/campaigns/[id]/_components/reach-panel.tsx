'use client';

import { useCallback } from 'react';
import { ReachCard } from '@/components/campaigns/reach-card';
import { checkReachAction } from '../../actions';

/** The check of sender and links on the campaign's own page. */
export function ReachPanel({ tenant, id }: { tenant: string; id: string }) {
  const ask = useCallback(() => checkReachAction(tenant, { id }), [tenant, id]);
  return <ReachCard tenant={tenant} ask={ask} />;
}
