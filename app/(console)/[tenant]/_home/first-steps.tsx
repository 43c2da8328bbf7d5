import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Icon } from '@/components/ui/icon';
import { listContacts } from '@/lib/contacts';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';
import { listSegments } from '@/lib/segments';
import { listTemplates } from '@/lib/templates';

/** For an organisation that has sent nothing yet: the way there, and how far it has come. */
export async function FirstSteps({ ctx, draftId }: { ctx: Ctx; draftId: string | null }) {
  const { tenant } = ctx;
  const some = async (
    right: 'contacts:read' | 'segments:read' | 'templates:read',
    list: () => Promise<{ items: readonly unknown[] }>,
  ) => mayOpen(ctx, right) && (await list()).items.length > 0;
  const [contacts, segments, templates] = await Promise.all([
    some('contacts:read', () => listContacts(ctx, { limit: 1 })),
    some('segments:read', () => listSegments(ctx, { limit: 1 })),
    some('templates:read', () => listTemplates(ctx, { limit: 1 })),
  ]);
  const steps = [
    {
      done: contacts,
      title: 'Import your people',
      text: 'A CSV file from your registry; every row is checked before anything is changed.',
      verb: 'Import contacts',
      href: pages.newImport(tenant),
    },
    {
      done: segments,
      title: 'Choose who it is for',
      text: 'A segment is a rule, such as everybody who agreed to news and studied engineering.',
      verb: 'New segment',
      href: pages.newSegment(tenant),
    },
    {
      done: templates,
      title: 'Write the message',
      text: 'With places for names and what else you know, shown for a real person while you write.',
      verb: 'New template',
      href: pages.newTemplate(tenant),
    },
    {
      done: false,
      title: 'Send it',
      text: 'You see who would not get it and why before it goes. Without a mail server it goes to the sandbox.',
      verb: draftId ? 'Go on with the draft' : 'New campaign',
      href: draftId ? pages.campaign(tenant, draftId) : pages.newCampaign(tenant),
    },
  ];
  const current = steps.findIndex((step) => !step.done);
  return (
    <Card
      title="From your list to the first answer"
      meta={`${steps.filter((step) => step.done).length} of ${steps.length} done`}
      flush
    >
      <ol className="divide-y divide-line">
        {steps.map((step, index) => (
          <li key={step.title} className="flex flex-wrap items-center gap-3 px-4 py-3">
            <span
              className={`grid size-7 flex-none place-items-center rounded-full border text-xs ${step.done ? 'border-good-line bg-good-soft text-good-text' : 'border-line-strong text-ink-2'}`}
            >
              {step.done ? <Icon name="check" size={14} /> : index + 1}
              {step.done ? <span className="sr-only">Done</span> : null}
            </span>
            <span className="min-w-0 flex-1 basis-56">
              <span className="block font-semibold">{step.title}</span>
              <span className="block text-ink-2">{step.text}</span>
            </span>
            <ButtonLink href={step.href} variant={index === current ? 'primary' : 'default'} className="max-md:w-full">
              {step.verb}
            </ButtonLink>
          </li>
        ))}
      </ol>
    </Card>
  );
}
