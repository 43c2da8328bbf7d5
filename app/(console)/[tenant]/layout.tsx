import type { ReactNode } from 'react';
import { RunningJobs } from '@/components/jobs/running-jobs';
import { isFailed, trayJob } from '@/components/jobs/tray-job';
import { AppFrame } from '@/components/layout/app-frame';
import { LiveProvider } from '@/components/live/live-provider';
import { LiveRefresh } from '@/components/live/live-refresh';
import { listJobs } from '@/lib/jobs';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen, pageContext, requireSession } from '@/lib/platform/page';
import { signOutAction } from '../../(auth)/actions';
import { cancelJobAction, searchAction } from './actions';
import { healthState } from './health-state';
import { navOf } from './nav';

type Props = { params: Promise<{ tenant: string }>; children: ReactNode };

/** A failure is shown for a while; what ended well goes after a moment, so that one sees that it did. */
const failedMs = 10 * 60_000;
const endedMs = 8_000;

/** What runs, and what has just ended. */
async function trayJobs(ctx: Ctx) {
  const [open, newest] = await Promise.all([listJobs(ctx, { open: 'true', limit: 10 }), listJobs(ctx, { limit: 10 })]);
  const now = ctx.clock.now().getTime();
  const leftMs = (job: (typeof newest.items)[number]) =>
    job.finishedAt ? Date.parse(job.finishedAt) + (isFailed(job) ? failedMs : endedMs) - now : 0;
  const ended = newest.items.filter((job) => leftMs(job) > 0);
  return [...open.items, ...ended].map((job) => ({
    ...trayJob(job, pages.job(ctx.tenant, job.id)),
    ...(job.finishedAt ? { leftMs: leftMs(job) } : {}),
  }));
}

export default async function TenantLayout({ params, children }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  const { user, tenants } = await requireSession();
  const seesSystem = mayOpen(ctx, 'jobs:read');
  const [jobs, health] = seesSystem ? await Promise.all([trayJobs(ctx), healthState(ctx)]) : [[], null];
  const { nav, foot, tabs, commands, shortcuts } = navOf(tenant, (right) => mayOpen(ctx, right), health ?? undefined);
  const roles = tenants.find((each) => each.id === tenant)?.roles.join(', ');
  const cancel = mayOpen(ctx, 'jobs:write') ? cancelJob.bind(null, tenant) : undefined;
  return (
    <LiveProvider tenant={tenant}>
      <AppFrame
        tenants={tenants.map((each) => ({ href: pages.home(each.id), name: each.name, current: each.id === tenant }))}
        user={{ name: user.name, email: user.email, ...(roles ? { role: roles } : {}) }}
        nav={nav}
        foot={foot}
        tabs={tabs}
        commands={commands}
        shortcuts={shortcuts}
        {...(mayOpen(ctx, 'contacts:read') ? { search: searchAction.bind(null, tenant) } : {})}
        userMenu={[{ label: 'Settings', icon: 'settings', href: pages.settings(tenant) }]}
        signOut={signOutAction}
        topBar={<RunningJobs jobs={jobs} cancel={cancel} />}
      >
        <LiveRefresh types={['job.']} />
        {children}
      </AppFrame>
    </LiveProvider>
  );
}

async function cancelJob(tenant: string, id: string) {
  'use server';
  return cancelJobAction(tenant, { id });
}
