import type { ReactNode } from 'react';
import { CopyText } from './copy-text';
import { Icon } from './icon';
import type { IconName } from './icons';

type StateProps = {
  icon?: IconName;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** `h1` where this stands for the whole page. */
  heading?: 'h1' | 'p';
};

/** Nothing here: what this is for (or which filter hides it), and the one next step. */
export function EmptyState({ icon = 'circle-dashed', title, children, actions, heading: Heading = 'p' }: StateProps) {
  return (
    <div className="mx-auto flex max-w-[66ch] flex-col items-center gap-2 px-4 py-12 text-center">
      <span className="grid size-10 place-items-center rounded-full bg-active text-ink-3">
        <Icon name={icon} size={20} />
      </span>
      <Heading className="text-lg font-semibold">{title}</Heading>
      {children ? <div className="text-base text-ink-2">{children}</div> : null}
      {actions ? <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}

type ErrorProps = {
  /** What failed, as a sentence. */
  title: string;
  /** What is kept and what to do. */
  children?: ReactNode;
  /** Retry first. */
  actions?: ReactNode;
  /** What the log of the server calls this failure. */
  fault?: string;
};

/** A part that failed; the rest of the page goes on. */
export function ErrorState({ title, children, actions, fault }: ErrorProps) {
  return (
    <div role="alert" className="mx-auto flex max-w-[66ch] flex-col items-center gap-2 px-4 py-12 text-center">
      <span className="grid size-10 place-items-center rounded-full bg-bad-soft text-bad-text">
        <Icon name="triangle-alert" size={20} />
      </span>
      <p className="text-lg font-semibold">{title}</p>
      {children ? <div className="text-base text-ink-2">{children}</div> : null}
      {actions ? <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div> : null}
      {fault ? (
        <p className="flex flex-wrap items-center justify-center gap-1 text-xs text-ink-3">
          Failure <CopyText text={fault} label="number of the failure" />
        </p>
      ) : null}
    </div>
  );
}

type NoPermissionProps = { need: ReactNode; ask?: ReactNode; actions?: ReactNode };

/** "You need the role admin on London. Ask Ruth Calloway." */
export function NoPermission({ need, ask, actions }: NoPermissionProps) {
  return (
    <EmptyState icon="lock" heading="h1" title="You may not open this" actions={actions}>
      You need {need}. {ask ? <>Ask {ask}.</> : null}
    </EmptyState>
  );
}
