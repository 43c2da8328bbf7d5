'use client';

import { useRouter } from 'next/navigation';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { formText } from '@/components/form/form-text';
import { SubmitRow } from '@/components/form/submit-row';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { setLinkDomainAction } from '../actions';

/** Names the domain; what it needs in DNS is shown next. */
export function DomainForm({ tenant }: { tenant: string }) {
  const router = useRouter();
  return (
    <ActionForm
      aria-label="Tracking domain"
      action={(input: { domain: string }) => setLinkDomainAction(tenant, input)}
      toInput={(data) => ({ domain: formText(data, 'domain') })}
      onSuccess={({ domain }) => {
        toast(`Now set up ${domain} in DNS`);
        router.refresh();
      }}
    >
      <FormErrors labels={{ domain: 'Domain' }} />
      <Field
        name="domain"
        label="Domain"
        help="A name below your own domain that nothing else uses, such as links.example.org."
      >
        <Input maxLength={253} autoComplete="off" spellCheck={false} placeholder="links.example.org" />
      </Field>
      <SubmitRow label="Use this domain" />
    </ActionForm>
  );
}
