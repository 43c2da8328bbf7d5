'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { RuleText } from '@/components/compliance/rule-text';
import type { ProviderNames } from '@/components/compliance/words';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Confirm } from '@/components/ui/confirm';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast-store';
import type { SendingRule } from '@/lib/compliance/schema';
import { deleteRuleAction } from '../actions';
import { RuleDialog } from './rule-dialog';
import { kindNames } from './kinds';

type OwnRulesProps = {
  tenant: string;
  rules: readonly SendingRule[];
  providers: ProviderNames;
  mayWrite: boolean;
  now: string;
  zone: string;
};

/** The organisation's own rules: quiet hours, caps, capacities, confirmation, stricter law. */
export function OwnRules({ tenant, rules, providers, mayWrite, now, zone }: OwnRulesProps) {
  const router = useRouter();
  const [removing, setRemoving] = useState<SendingRule | null>(null);
  const remove = async (rule: SendingRule) => {
    const result = await deleteRuleAction(tenant, { id: rule.id }).catch(() => null);
    toast(result?.ok ? `Removed ${rule.name}` : (result?.error.message ?? 'The server did not answer. Try again.'));
    router.refresh();
    return result?.ok === true;
  };
  return (
    <Card title="Your rules" actions={mayWrite ? <RuleDialog tenant={tenant} providers={providers} /> : null}>
      {rules.length === 0 ? (
        <p className="max-w-[66ch] text-ink-3">
          None yet: messages go out at any hour, and nothing limits how many one person gets. Add quiet hours or a
          frequency cap; every campaign keeps them.
        </p>
      ) : null}
      <ul className="divide-y divide-line">
        {rules.map((rule) => (
          <li key={rule.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 py-2.5 first:pt-0 last:pb-0">
            <span className="min-w-0 flex-1 basis-64">
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="font-medium">{rule.name}</span>
                <Badge>{kindNames[rule.rule.type] ?? rule.rule.type}</Badge>
                <Phase rule={rule} now={now} zone={zone} />
              </span>
              <RuleText rule={rule} providers={providers} />
            </span>
            {mayWrite ? (
              <span className="flex gap-2">
                <RuleDialog tenant={tenant} rule={rule} providers={providers} />
                <Button size="sm" variant="ghost" aria-label={`Remove ${rule.name}`} onClick={() => setRemoving(rule)}>
                  Remove
                </Button>
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      {removing ? (
        <Confirm
          open
          onOpenChange={(open) => (open ? undefined : setRemoving(null))}
          title={`Remove the rule ${removing.name}`}
          confirmLabel="Remove rule"
          danger
          onConfirm={() => remove(removing)}
        >
          What waits because of it is asked about again when its time comes, and then goes out.
        </Confirm>
      ) : null}
    </Card>
  );
}

function Phase({ rule, now, zone }: { rule: SendingRule; now: string; zone: string }) {
  if (rule.effectiveTo && rule.effectiveTo <= now) return <Badge tone="quiet">Ended</Badge>;
  if (rule.effectiveFrom > now)
    return (
      <Badge tone="accent">
        From <Time at={rule.effectiveFrom} now={now} zone={zone} />
      </Badge>
    );
  return null;
}
