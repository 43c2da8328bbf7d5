'use client';

import { GateLadder, type GateStep } from '@/components/outcome/gate-ladder';
import { Icon } from '@/components/ui/icon';
import { Popover } from '@/components/ui/popover';

export type GateAnswer = { decision: 'send' | 'defer' | 'skip'; steps: readonly GateStep[] };

const words = { send: 'May send now', defer: 'May send later', skip: 'May not send' };

/** Whether an answer may go out, why, and to whom. */
export function GateLine({ gate, to }: { gate: GateAnswer; to: string }) {
  const may = gate.decision !== 'skip';
  return (
    <div className="mb-2 flex flex-wrap items-center gap-2 text-xs">
      <Icon
        name={may ? 'shield-check' : 'shield-alert'}
        size={14}
        className={may ? 'text-good-text' : 'text-bad-text'}
      />
      <span className={may ? 'text-good-text' : 'text-bad-text'}>{words[gate.decision]}</span>
      <Popover
        label="Why"
        trigger={
          <button type="button" className="link inline-flex min-h-6 items-center pointer-coarse:min-h-11">
            {may ? 'Why' : 'Why not'}
          </button>
        }
      >
        <div className="w-80 max-w-full p-1">
          <GateLadder answer={may ? 'An answer may be sent now.' : 'An answer would not be sent.'} steps={gate.steps} />
        </div>
      </Popover>
      <span className="ml-auto truncate text-ink-3">To {to}</span>
    </div>
  );
}
