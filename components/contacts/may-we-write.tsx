import { GateLadder, type GateState } from '@/components/outcome/gate-ladder';
import { skipSentences } from './timeline-words';

type Step = { rule: string; result: 'passed' | 'stops' | 'not_asked'; fact: string };
type MayWeWriteProps = { decision: 'send' | 'skip'; reason: string; steps: readonly Step[] };

const states: Record<Step['result'], GateState> = { passed: 'passed', stops: 'stops', not_asked: 'notAsked' };
const names: Record<string, string> = {
  contact: 'Contact',
  consent: 'Consent',
  suppression: 'Suppression',
  legal_profile: 'Legal profile',
  quiet_hours: 'Quiet hours',
  frequency_cap: 'Frequency cap',
  capacity: 'Capacity',
};

/** The gate's answer for a marketing email now, with each check. */
export function MayWeWrite({ decision, reason, steps }: MayWeWriteProps) {
  return (
    <GateLadder
      answer={decision === 'send' ? 'Yes, marketing by email may go.' : 'No.'}
      detail={decision === 'send' ? null : (skipSentences[reason] ?? reason)}
      checks={steps.map((step) => ({
        name: names[step.rule] ?? step.rule,
        state: states[step.result],
        fact: step.fact || 'Not asked, stopped above',
      }))}
    />
  );
}
