import { Badge } from '@/components/ui/badge';
import { formatNumber } from '@/components/ui/format';

export type ProblemGroup = {
  severity: 'error' | 'warning';
  column: string;
  message: string;
  count: number;
  /** The first ones. */
  lines: number[];
  values: string[];
};

const effectOf = ({ severity, column }: ProblemGroup) =>
  severity === 'error'
    ? ({ tone: 'bad', word: 'Refused' } as const)
    : ({ tone: 'warn', word: column ? 'Left out' : 'Remark' } as const);

function rowsOf({ count, lines }: ProblemGroup): string {
  const more = count - lines.length;
  const named = lines.map((line) => formatNumber(line)).join(', ');
  return `${count === 1 ? 'Row' : `${formatNumber(count)} rows:`} ${named}${more > 0 ? ` and ${formatNumber(more)} more` : ''}`;
}

/** What is wrong in the file, each problem once, with the rows that have it and what stands there. */
export function TryProblems({ groups }: { groups: readonly ProblemGroup[] }) {
  return (
    <section
      aria-label="Problems"
      tabIndex={0}
      className="max-h-112 overflow-y-auto rounded-md border border-line scroll-thin"
    >
      <ul className="divide-y divide-line">
        {groups.map((group) => {
          const { tone, word } = effectOf(group);
          return (
            <li
              key={`${group.severity} ${group.column} ${group.message}`}
              className="grid grid-cols-[minmax(0,1fr)] gap-1 px-3 py-2"
            >
              <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
                <Badge tone={tone}>{word}</Badge>
                {group.column ? (
                  <span dir="auto" className="max-w-full truncate font-medium" title={group.column}>
                    {group.column}
                  </span>
                ) : null}
                <span className="text-xs text-ink-3 figures">{rowsOf(group)}</span>
              </p>
              <p className="break-words">{group.message}</p>
              {group.values.map((value) => (
                <p key={value} dir="auto" title={value} className="truncate text-xs text-ink-3 mono">
                  {value}
                </p>
              ))}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
