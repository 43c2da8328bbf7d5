'use client';

import { useState, type ReactNode } from 'react';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Combobox, type ComboOption } from '@/components/ui/combobox';
import { Dialog } from '@/components/ui/dialog';
import { Note } from '@/components/ui/note';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import type { TestMessage, TestMessages } from '@/lib/test-messages/schema';
import { mostAtOnce } from '@/lib/test-messages/vocabulary';
import { TestList } from './test-list';
import { useTests, type TestActions } from './use-tests';
import { summaryOf } from './words';

type SendTestProps = TestActions & {
  zone: string;
  /** Finds people to fill it in for. */
  search: (query: string) => Promise<readonly ComboOption[]>;
  people?: readonly ComboOption[];
  /** Who it is filled in for at first, and who that is when nobody is chosen. */
  contactId?: string | null;
  unchosen: string;
  /** Names of the variants, by position, and which one is meant at first. */
  variants?: readonly string[];
  variant?: number;
  /** What to know before it is sent. */
  children?: ReactNode;
};

/** Sends a message as it would go out to oneself or to colleagues, and tells what came of it. */
export function SendTest(props: SendTestProps) {
  const { zone, search, people = [], unchosen, variants = [], children } = props;
  const tests = useTests(props);
  const { known, unread, sent, failure, busy } = tests;
  const [shown, setShown] = useState(false);
  const [to, setTo] = useState<ReadonlySet<string> | null>(null);
  const [contactId, setContactId] = useState<string | null>(null);
  const [variant, setVariant] = useState(0);
  const chosen = [...(to ?? (known?.members ?? []).filter(({ isYou }) => isYou).map(({ email }) => email))];
  const show = (on: boolean) => {
    setShown(on);
    if (!on) return;
    setContactId(props.contactId ?? null);
    setVariant(props.variant ?? 0);
    tests.open();
  };
  const missing =
    chosen.length === 0 ? 'Choose who gets it' : chosen.length > mostAtOnce ? `At most ${mostAtOnce} at once` : null;
  const earlier = (known?.items ?? []).filter(({ id }) => !sent?.some((one) => one.id === id));
  const listed = { variants, now: known?.at ?? '', zone };
  return (
    <Dialog
      title="Send a test"
      description="The message as it would go out, with [Test] before its subject. Nothing of it is counted."
      open={shown}
      onOpenChange={show}
      trigger={<Button icon="mail">Send a test</Button>}
      footer={
        known?.problem ? null : (
          <>
            <Button variant="ghost" onClick={() => setShown(false)}>
              Close
            </Button>
            <Button
              variant="primary"
              busy={busy}
              {...(missing ? { reason: missing } : {})}
              onClick={() =>
                tests.go({
                  to: chosen,
                  ...(contactId ? { contactId } : {}),
                  ...(variants.length > 0 ? { variant } : {}),
                })
              }
            >
              {chosen.length > 1 ? `Send to ${chosen.length} people` : 'Send'}
            </Button>
          </>
        )
      }
    >
      <div className="grid gap-4">
        {children}
        {known?.problem ? <Note>{known.problem}</Note> : null}
        {known?.notice ? <Note tone="warn">{known.notice}</Note> : null}
        {known && !known.problem ? (
          <>
            <Members members={known.members} chosen={chosen} onChoose={(next) => setTo(new Set(next))} />
            {variants.length > 0 ? (
              <Field name="variant" label="Variant">
                <Select
                  options={variants.map((name, position) => ({ value: String(position), label: name }))}
                  value={String(variant)}
                  onChange={(event) => setVariant(Number(event.target.value))}
                />
              </Field>
            ) : null}
            <Field name="contactId" label="Filled in for" help="Their data stand in it. They get nothing.">
              <Combobox
                options={people}
                value={contactId}
                onChange={(id) => setContactId(id)}
                search={search}
                placeholder={unchosen}
                clearable
              />
            </Field>
          </>
        ) : null}
        {known || unread ? null : <Loading />}
        {busy ? (
          <p role="status" className="text-ink-2">
            Handing it over; this takes up to half a minute.
          </p>
        ) : null}
        {failure ? (
          <Note tone={failure.isUnsent ? 'bad' : 'unsure'} alert title={failure.title}>
            {failure.message}
          </Note>
        ) : null}
        {sent ? <Result sent={sent} listed={listed} /> : null}
        {unread ? (
          <Note tone="bad" alert title="The list of tests could not be read.">
            {unread}
          </Note>
        ) : null}
        {earlier.length > 0 ? (
          <section className="grid gap-1.5">
            <h3 className="font-medium">Earlier tests</h3>
            <TestList label="Earlier tests" items={earlier} {...listed} />
          </section>
        ) : null}
      </div>
    </Dialog>
  );
}

type MembersProps = {
  members: TestMessages['members'];
  chosen: readonly string[];
  onChoose: (emails: readonly string[]) => void;
};

function Members({ members, chosen, onChoose }: MembersProps) {
  const mine = [...members].sort((a, b) => Number(b.isYou) - Number(a.isYou));
  return (
    <fieldset>
      <legend className="mb-1 font-medium">To</legend>
      {members.length === 0 ? <p className="text-ink-2">Nobody is a member of this organisation.</p> : null}
      <div className="max-h-48 overflow-y-auto scroll-thin">
        {mine.map(({ email, name, isYou }) => (
          <Checkbox
            key={email}
            label={isYou ? `${name} (you)` : name}
            help={email}
            checked={chosen.includes(email)}
            onChange={(event) =>
              onChoose(event.target.checked ? [...chosen, email] : chosen.filter((one) => one !== email))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

const Loading = () => (
  <div role="status" className="grid gap-3">
    <span className="sr-only">Reading who can get it</span>
    <Skeleton className="w-64" />
    <Skeleton className="w-72" />
  </div>
);

type ResultProps = {
  sent: readonly TestMessage[];
  listed: { variants: readonly string[]; now: string; zone: string };
};

function Result({ sent, listed }: ResultProps) {
  return (
    <section className="grid gap-1.5">
      <p role="status" className="font-medium">
        {summaryOf(sent.map(({ status }) => status))}
      </p>
      <TestList label="What came of it" items={sent} {...listed} />
    </section>
  );
}
