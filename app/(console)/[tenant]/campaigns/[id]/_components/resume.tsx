'use client';

import { useState } from 'react';
import { WarningLines } from '@/components/campaigns/warning-lines';
import { Button } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { formatNumber } from '@/components/ui/format';
import { checkResumeAction } from '../../actions';

type ResumeProps = {
  tenant: string;
  id: string;
  name: string;
  left: number;
  /** How what was changed is mended. */
  mend: string;
  busy: boolean;
  onError: (message: string) => void;
  resume: () => Promise<void>;
};

/** Goes on at once, unless words that were changed in the pause warn of something: that is asked about first. */
export function Resume({ tenant, id, name, left, mend, busy, onError, resume }: ResumeProps) {
  const [checking, setChecking] = useState(false);
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  const check = async () => {
    setChecking(true);
    try {
      const result = await checkResumeAction(tenant, { id });
      if (!result.ok) return onError(result.error.message);
      const { problems } = result.value;
      // What blocks is refused by the server, with the way out.
      const blocked = problems.some(({ level }) => level === 'blocks');
      if (blocked || problems.length === 0) await resume();
      else setWarnings(problems.map(({ message }) => message));
    } catch {
      onError('The server did not answer. Look at the state below, then try again.');
    } finally {
      setChecking(false);
    }
  };
  return (
    <>
      <Button variant="primary" icon="play" busy={busy || checking} onClick={() => void check()}>
        Resume
      </Button>
      <Confirm
        open={warnings.length > 0}
        onOpenChange={(open) => open || setWarnings([])}
        title={left > 0 ? `Resume “${name}” for the ${formatNumber(left)} left` : `Resume “${name}”`}
        confirmLabel="Resume"
        cancelLabel="Stay paused"
        onConfirm={resume}
      >
        <WarningLines messages={warnings} />
        Who did not get it yet gets it as it was changed, and what is handed over cannot be called back. To mend it
        first, stay paused: {mend}.
      </Confirm>
    </>
  );
}
