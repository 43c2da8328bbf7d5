import { GateLadder, type GateStep } from '@/components/outcome/gate-ladder';
import { Time } from '@/components/ui/time';
import { deferSentences, skipSentences } from './timeline-words';

type MayWeWriteProps = {
  decision: 'send' | 'defer' | 'skip';
  reason: string;
  until: string | null;
  steps: readonly GateStep[];
  now: string;
  zone: string;
};

const answers = { send: 'Yes, marketing by email may go.', defer: 'Not now.', skip: 'No.' };

/** The gate's answer for a marketing email now, with each check. */
export function MayWeWrite({ decision, reason, until, steps, now, zone }: MayWeWriteProps) {
  return (
    <GateLadder
      answer={answers[decision]}
      detail={
        decision === 'send' ? null : decision === 'skip' ? (
          (skipSentences[reason] ?? reason)
        ) : (
          <>
            {deferSentences[reason] ?? reason} It goes by itself:{' '}
            {until ? <Time at={until} now={now} zone={zone} /> : 'later'}.
          </>
        )
      }
      steps={steps}
    />
  );
}
