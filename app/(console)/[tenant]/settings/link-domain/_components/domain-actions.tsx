'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { toast } from '@/components/ui/toast-store';
import { checkLinkDomainAction, removeLinkDomainAction } from '../actions';

const lost = 'The server did not answer. Try again.';

/** Checks the domain, or takes it out of links. */
export function DomainActions({ tenant, domain }: { tenant: string; domain: string }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const check = async () => {
    setBusy(true);
    const result = await checkLinkDomainAction(tenant, {}).catch(() => null);
    setBusy(false);
    if (!result?.ok) toast(result?.error.message ?? lost);
    else toast(result.value.problem ? 'Something is missing yet' : `Links have ${domain} from now on`);
    router.refresh();
  };
  const remove = async () => {
    const result = await removeLinkDomainAction(tenant, {}).catch(() => null);
    toast(result?.ok ? `Removed ${domain}` : (result?.error.message ?? lost));
    router.refresh();
    return result?.ok === true;
  };
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <Confirm
        trigger={<Button variant="danger">Remove</Button>}
        title={`Take ${domain} out of links`}
        confirmLabel="Remove domain"
        danger
        onConfirm={remove}
      >
        New messages have links by way of the installation’s own host. Links that were sent go on working as long as the
        domain leads here in DNS.
      </Confirm>
      <Button variant="primary" icon="refresh-cw" busy={busy} onClick={() => void check()}>
        Check now
      </Button>
    </div>
  );
}
