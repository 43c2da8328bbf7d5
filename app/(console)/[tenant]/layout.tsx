import type { ReactNode } from 'react';
import { RunningJobs } from '@/components/jobs/running-jobs';
import { trayJob } from '@/components/jobs/tray-job';
import { AppFrame } from '@/components/layout/app-frame';
import { LiveProvider } from '@/components/live/live-provider';
import { LiveRefresh } from '@/components/live/live-refresh';
import { listJobs } from '@/lib/jobs';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen, pageContext, requireSession } from '@/lib/platform/page';
import { signOutAction } from '../../(auth)/actions';
import { cancelJobAction, searchAction } from './actions';
import { navOf } from './nav';

type Props = { params: Promise<{ tenant: string }>; children: ReactNode };

const keptMs = 10 * 60_000;

/** What runs, and what ended in the last ten minutes. */
async function trayJobs(ctx: Ctx) {
  const [open, newest] = await Promise.all([listJobs(ctx, { open: 'true', limit: 10 }), listJobs(ctx, { limit: 10 })]);
  const since = ctx.clock.now().getTime() - keptMs;
  const ended = newest.items.filter((job) => job.finishedAt && Date.parse(job.finishedAt) > since);
  return [...open.items, ...ended].map((job) => trayJob(job, `${pages.jobs(ctx.tenant)}/${job.id}`));
}

export default async function TenantLayout({ params, children }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  const { user, tenants } = await requireSession();
  const jobs = mayOpen(ctx, 'jobs:read') ? await trayJobs(ctx) : [];
  const { nav, foot, tabs, commands } = navOf(tenant, (right) => mayOpen(ctx, right));
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
