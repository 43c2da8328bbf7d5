'use client';
import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { SubmitRow } from '@/components/form/submit-row';
import { BulkBar } from '@/components/table/bulk-bar';
import { AddFilter, FilterBar, FilterChip, SearchField } from '@/components/table/filter-bar';
import { Button } from '@/components/ui/button';
import { Checkbox, Radio, RadioGroup } from '@/components/ui/checkbox';
import { Combobox } from '@/components/ui/combobox';
import { Confirm } from '@/components/ui/confirm';
import { Dialog, Sheet } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { Input, Textarea } from '@/components/ui/input';
import { Menu } from '@/components/ui/menu';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast-store';
import { save } from './actions';

export function Form() {
  const [owner, setOwner] = useState<string | null>(null);
  return (
    <ActionForm guard action={save} onSuccess={(email) => toast(`Saved ${email}`, { label: 'Undo', onAction: () => toast('Undone') })}>
      <Field name="name" label="Name" help="As the person writes it."><Input placeholder="Amara Okonkwo-Hale" /></Field>
      <Field name="email" label="Email"><Input type="email" /></Field>
      <Field name="cap" label="Cap" optional><Input type="number" unit="per week" defaultValue={3} /></Field>
      <Field name="list" label="List"><Select placeholder="Choose a list" options={[{ value: 'a', label: 'Engaged UK alumni' }, { value: 'b', label: 'Volunteers' }]} /></Field>
      <Field name="owner" label="Owner"><Combobox options={[{ value: 'r', label: 'Ruth Calloway', hint: 'admin' }, { value: 'i', label: 'Ivo Marchetti' }]} value={owner} onChange={setOwner} /></Field>
      <Field name="text" label="Message"><Textarea defaultValue="Dear Amara" /></Field>
      <Field name="consent" label="" hideLabel><Checkbox label="They agreed to email" help="Write down where in the next step." /></Field>
      <RadioGroup legend="When"><Radio name="when" value="now" label="Now" defaultChecked /><Radio name="when" value="later" label="Later" help="In each contact’s local time" /></RadioGroup>
      <FormErrors labels={{ email: 'Email' }} />
      <SubmitRow label="Create contact" cancelHref="/kit" />
    </ActionForm>
  );
}

export function Bits() {
  const [view, setView] = useState<'all' | 'sent' | 'not'>('all');
  const [on, setOn] = useState(true);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button variant="primary" icon="plus" onClick={() => toast('3 contacts tagged', { label: 'Undo', onAction: () => undefined })}>New campaign</Button>
      <Button icon="pause">Pause</Button>
      <Button variant="ghost">Ghost</Button>
      <Button variant="danger" icon="trash-2">Erase</Button>
      <Button variant="primary" busy>Send to 48,212</Button>
      <Button reason="The domain is not verified yet">Schedule</Button>
      <Button size="sm">Small</Button>
      <IconButton icon="bell" label="3 new notices" pip />
      <Menu label="More" trigger={<IconButton icon="ellipsis" label="More" />} items={[{ label: 'Clone', icon: 'copy', keys: 'C' }, { label: 'Archive', reason: 'Still sending' }, { kind: 'separator' }, { label: 'Cancel the campaign', icon: 'x', danger: true }]} />
      <Segmented label="Kind" value={view} onChange={setView} options={[{ value: 'all', label: 'All' }, { value: 'sent', label: 'Messages' }, { value: 'not', label: 'Not sent' }]} />
      <Switch label="Track opens" help="Off keeps only clicks." checked={on} onChange={setOn} />
      <Confirm title="Erase Tomasz Wieczorek from 5 stores" danger confirmLabel="Erase from 5 stores" typeToConfirm="Tomasz Wieczorek" trigger={<Button variant="danger">Confirm…</Button>} onConfirm={() => new Promise((done) => setTimeout(done, 600))}>Messages and gifts stay as numbers without a name.</Confirm>
      <Dialog title="A dialog" description="Says what it is for." trigger={<Button>Dialog</Button>} footer={<Button variant="primary">Save view</Button>}><p>Body</p></Dialog>
      <Sheet title="Preview" trigger={<Button>Sheet</Button>}><p>Body of a sheet</p></Sheet>
    </div>
  );
}

export function Filters() {
  const [q, setQ] = useState('');
  return (
    <FilterBar end={<Button size="sm">Save as segment</Button>}>
      <SearchField value={q} onChange={setQ} />
      <FilterChip field="Chapter" operator="is" value="London" onRemove={() => undefined} editor={<p>Editor</p>} />
      <FilterChip field="Class year" operator="between" value="2010 and 2019" removeHref="/kit" />
      <AddFilter><p>Choose a field</p></AddFilter>
    </FilterBar>
  );
}
export function Bulk() {
  return <BulkBar total={12408} actions={[{ label: 'Tag', icon: 'tag', onAct: (t) => toast(`${t.count} tagged`) }, { label: 'Add to segment', icon: 'circle-dashed', onAct: (_t, clear) => clear() }, { label: 'Export', icon: 'download', onAct: () => undefined }]} />;
}
