'use client';

import { SendTest } from '@/components/test-messages/send-test';
import type { ComboOption } from '@/components/ui/combobox';
import { Note } from '@/components/ui/note';
import { readTemplateTestsAction, testTemplateAction } from '../actions';
import { useContactSearch } from '../../use-contact-search';

type TestTemplateProps = {
  tenant: string;
  id: string;
  /** The one that is sent. */
  version: number;
  /** Something was written since, and is not saved. */
  changed: boolean;
  people: readonly ComboOption[];
  /** Whom the preview shows. */
  contactId: string | null;
  zone: string;
};

/** Sends the saved version of a template to members, to try it. */
export function TestTemplate({ tenant, id, version, changed, people, contactId, zone }: TestTemplateProps) {
  const search = useContactSearch(tenant);
  return (
    <SendTest
      read={() => readTemplateTestsAction(tenant, { id })}
      send={({ to, contactId }) => testTemplateAction(tenant, { id, version, to, ...(contactId ? { contactId } : {}) })}
      unchosen="The first contact"
      {...{ zone, search, people, contactId }}
    >
      {changed ? (
        <Note tone="warn" title="Your last changes are not in it.">
          Version {version} is sent, as it was saved. Save first to test what you changed.
        </Note>
      ) : null}
    </SendTest>
  );
}
