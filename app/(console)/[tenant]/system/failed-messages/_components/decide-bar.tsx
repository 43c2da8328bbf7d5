import { FailedBar } from '@/components/messages/failed-bar';
import { SettleBar } from '@/components/messages/settle';
import type { OpenOutcome } from '@/lib/messages/vocabulary';
import { discardFailedMessagesAction, retryFailedMessagesAction, settleUncertainMessagesAction } from '../../actions';

type DecideBarProps = { tenant: string; outcome: OpenOutcome };

/** Decides about the chosen messages outside campaigns. Never about all at once: the list leaves out mailboxes that are gone. */
export function DecideBar({ tenant, outcome }: DecideBarProps) {
  const scope = { tenant, named: {}, all: { all: true as const } };
  if (outcome === 'uncertain') return <SettleBar {...scope} settle={settleUncertainMessagesAction} total={null} />;
  return (
    <FailedBar
      {...scope}
      retry={retryFailedMessagesAction}
      discard={discardFailedMessagesAction}
      total={null}
      most={0}
      notAgain={null}
    />
  );
}
