import type { ReactNode } from 'react';

type PageHeaderProps = {
  title: ReactNode;
  /** Beside the title: a state badge, a total. */
  badge?: ReactNode;
  /** One line under it. */
  meta?: ReactNode;
  /** At most one primary. On a phone they share the whole width; a menu alone stays beside the title. */
  actions?: ReactNode;
};

/** The head of every page: its one h1. A long title breaks beside its actions, which stay where they are. */
export function PageHeader({ title, badge, meta, actions }: PageHeaderProps) {
  return (
    <header className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-2.5 lg:flex-nowrap max-md:has-[>:last-child>[aria-haspopup=menu]:only-child]:flex-nowrap">
      <div className="min-w-0 max-w-full lg:min-w-64 lg:flex-1">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h1 className="min-w-0 text-xl font-semibold tracking-[-0.012em] wrap-anywhere">{title}</h1>
          {badge}
        </div>
        {meta ? <p className="mt-0.5 text-xs text-ink-3">{meta}</p> : null}
      </div>
      {actions ? (
        <div className="ml-auto flex flex-wrap gap-2 max-md:not-has-[>[aria-haspopup=menu]:only-child]:w-full max-md:*:flex-1">
          {actions}
        </div>
      ) : null}
    </header>
  );
}

type PageProps = { width?: 'table' | 'board' | 'form' | 'text'; children: ReactNode };
const widths = { table: '', board: 'max-w-[1440px] mx-auto', form: 'max-w-[720px]', text: 'max-w-[66ch]' };

/** Gutters and the greatest width by kind of page. */
export function Page({ width = 'board', children }: PageProps) {
  return <div className={`px-6 pt-5 pb-8 max-md:px-4 ${widths[width]}`}>{children}</div>;
}
