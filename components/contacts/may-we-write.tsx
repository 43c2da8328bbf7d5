import { GateLadder, type GateStep } from '@/components/outcome/gate-ladder';
import { skipSentences } from './timeline-words';

type MayWeWriteProps = { decision: 'send' | 'skip'; reason: string; steps: readonly GateStep[] };

/** The gate's answer for a marketing email now, with each check. */
export function MayWeWrite({ decision, reason, steps }: MayWeWriteProps) {
  return (
    <GateLadder
      answer={decision === 'send' ? 'Yes, marketing by email may go.' : 'No.'}
      detail={decision === 'send' ? null : (skipSentences[reason] ?? reason)}
      steps={steps}
    />
  );
}
