import { headline } from '@/components/form/headline';
import { Button } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import { Note } from '@/components/ui/note';
import { Segmented } from '@/components/ui/segmented';

type Part = 'html' | 'text';

const labels: Record<string, string> = {
  name: 'Name',
  subject: 'Subject',
  html: 'HTML',
  text: 'Text',
  baseVersion: 'Version',
};

/** What refused the save, by field. */
export function SaveError({ error }: { error: { message: string; fields?: Record<string, string> } }) {
  const wrong = Object.entries(error.fields ?? {});
  return (
    <div className="mb-4">
      <Note tone="bad" alert title={headline(error.message, error.fields ?? {})}>
        {wrong.map(([name, text]) => (
          <span key={name} className="block">
            {labels[name] ?? name}: {text}
          </span>
        ))}
      </Note>
    </div>
  );
}

interface PartBarProps {
  part: Part;
  onPart: (part: Part) => void;
  variables?: string[];
  onInsert?: (name: string) => void;
}

/** Which part is edited, and the variables that may be put into it. */
export function PartBar({ part, onPart, variables, onInsert }: PartBarProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Segmented
        label="Part"
        value={part}
        onChange={onPart}
        options={[
          { value: 'html', label: 'HTML' },
          { value: 'text', label: 'Text' },
        ]}
      />
      {onInsert ? (
        <span className="ml-auto">
          <Menu
            label="Variables"
            trigger={
              <Button size="sm" icon="plus" iconEnd="chevron-down">
                Insert variable
              </Button>
            }
            items={(variables ?? []).map((name) => ({ label: name, onSelect: () => onInsert(name) }))}
          />
        </span>
      ) : null}
    </div>
  );
}
