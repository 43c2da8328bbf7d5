import type { ReactNode } from 'react';
import { Card } from '../ui/card';
import { Skeleton, SkeletonRows } from '../ui/skeleton';
import { Page } from './page-header';

/** Reads out once that a page is on its way; the grey bars say nothing to readers. */
function Loading({ children }: { children: ReactNode }) {
  return (
    <div role="status" aria-busy className="contents">
      <span className="sr-only">Loading the page</span>
      {children}
    </div>
  );
}

function Head({ meta, actions = 0 }: { meta?: boolean; actions?: number }) {
  return (
    <div className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2.5">
      <div>
        <Skeleton className="my-1 h-5 w-44" />
        {meta ? <Skeleton className="mt-2 w-64 max-w-full" /> : null}
      </div>
      {actions > 0 ? (
        <div className="ml-auto flex gap-2 max-md:w-full max-md:*:flex-1">
          {Array.from({ length: actions }, (_, index) => (
            <Skeleton key={index} className="h-(--control) w-28 rounded-sm" />
          ))}
        </div>
      ) : null}
    </div>
  );
}

function Bars({ count }: { count: number }) {
  return (
    <div className="flex gap-4 pt-1 pb-4">
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} className="w-16" />
      ))}
    </div>
  );
}

/** A card with lines of text, or with one figure as high as `tall`. */
function Block({ lines = 4, tall }: { lines?: number; tall?: string }) {
  return (
    <Card>
      <Skeleton className="mb-4 w-32" />
      {tall ? <Skeleton className={`w-full ${tall}`} /> : null}
      <div className="flex flex-col gap-3.5">
        {Array.from({ length: tall ? 0 : lines }, (_, index) => (
          <Skeleton key={index} className={index % 3 === 1 ? 'w-1/2' : index % 3 === 2 ? 'w-2/3' : 'w-5/6'} />
        ))}
      </div>
    </Card>
  );
}

/** Title, filters or tabs, rows. `above` more blocks stand over the table. */
export function ListSkeleton({ tabs = 0, above = 0 }: { tabs?: number; above?: number }) {
  return (
    <Loading>
      <div className="px-6 pt-5 max-md:px-4">
        <Head actions={1} />
        {above > 0 ? (
          <div className="mb-5">
            <Block lines={above} />
          </div>
        ) : null}
        {tabs > 0 ? <Bars count={tabs} /> : <Skeleton className="mb-3 h-(--control) w-60 max-w-full rounded-sm" />}
      </div>
      <div className="border-t border-line bg-surface">
        <SkeletonRows rows={12} label="Loading the list" />
      </div>
    </Loading>
  );
}

/** Cards over the width: home, analytics. The first row is split in two. */
export function BoardSkeleton({ actions = 1 }: { actions?: number }) {
  return (
    <Loading>
      <Page>
        <Head meta actions={actions} />
        <div className="flex flex-col gap-3">
          <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
            <Block lines={6} />
            <Block lines={4} />
          </div>
          <Block tall="h-48" />
          <Block lines={5} />
        </div>
      </Page>
    </Loading>
  );
}

/** One thing: head, optional strip of facts and tabs, its content, and a column at the right. */
export function DetailSkeleton({ strip, tabs = 0, aside = 2 }: { strip?: boolean; tabs?: number; aside?: number }) {
  return (
    <Loading>
      <Page>
        <Head meta actions={2} />
        {strip ? <Skeleton className="mb-4 h-16 w-full rounded-md" /> : null}
        {tabs > 0 ? <Bars count={tabs} /> : null}
        <div className={aside > 0 ? 'grid items-start gap-5 min-[1100px]:grid-cols-[minmax(0,1fr)_332px]' : ''}>
          <div className="grid gap-3">
            <Block tall="h-24" />
            <Block lines={9} />
          </div>
          {aside > 0 ? (
            <div className="grid gap-3">
              {Array.from({ length: aside }, (_, index) => (
                <Block key={index} lines={4} />
              ))}
            </div>
          ) : null}
        </div>
      </Page>
    </Loading>
  );
}

/** A card of fields, or several cards of settings. */
export function FormSkeleton({ fields = 5, cards = 1 }: { fields?: number; cards?: number }) {
  return (
    <Loading>
      <Page width="form">
        <Head />
        <div className="grid gap-4">
          {Array.from({ length: cards }, (_, card) => (
            <Card key={card}>
              <div className="flex flex-col gap-4">
                {Array.from({ length: fields }, (_, field) => (
                  <div key={field}>
                    <Skeleton className="mb-2 w-24" />
                    <Skeleton className="h-(--control) w-full rounded-sm" />
                  </div>
                ))}
              </div>
            </Card>
          ))}
        </div>
      </Page>
    </Loading>
  );
}

/** Steps left, the step's card right. */
export function WizardSkeleton() {
  return (
    <Loading>
      <Page>
        <Head meta />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-4 md:grid-cols-[13rem_minmax(0,44rem)]">
          <div className="flex gap-4 md:flex-col">
            {Array.from({ length: 3 }, (_, index) => (
              <Skeleton key={index} className="h-5 w-36 max-md:flex-1" />
            ))}
          </div>
          <div className="flex flex-col gap-4">
            <Block lines={2} />
            <Block lines={8} />
          </div>
        </div>
      </Page>
    </Loading>
  );
}

/** Content left, its preview right. */
export function EditorSkeleton() {
  return (
    <Loading>
      <Page>
        <Head meta actions={1} />
        <div className="grid gap-4 lg:grid-cols-2">
          <Block tall="h-130" />
          <Block tall="h-130" />
        </div>
      </Page>
    </Loading>
  );
}

/** What stands beside the list of conversations. */
function Conversation() {
  return (
    <div className="flex flex-col gap-4 p-5">
      <Skeleton className="h-5 w-56 max-w-full" />
      <Block lines={4} />
      <Block lines={3} />
    </div>
  );
}

/** The three panes of the inbox; on a phone the list alone, or the conversation alone when one is open. */
export function InboxSkeleton({ open }: { open?: boolean }) {
  return (
    <Loading>
      <div className="absolute inset-0 grid grid-cols-[20.25rem_minmax(0,1fr)_18.25rem] max-[1180px]:grid-cols-[minmax(15rem,20.25rem)_minmax(0,1fr)] max-md:grid-cols-1">
        <div className={`border-r border-line bg-surface ${open ? 'max-md:hidden' : ''}`}>
          <SkeletonRows rows={12} label="Loading the conversations" />
        </div>
        <div className={open ? '' : 'max-md:hidden'}>{open ? <Conversation /> : null}</div>
        {open ? (
          <div className="border-l border-line bg-surface p-4 max-[1180px]:hidden">
            <Skeleton className="mb-4 w-32" />
            <Skeleton className="w-40" />
          </div>
        ) : null}
      </div>
    </Loading>
  );
}
