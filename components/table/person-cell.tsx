import { Avatar } from '../ui/avatar';

/** A person in a cell: disc and name. `email` stands in when there is no name. */
export function PersonCell({ name, fallback }: { name: string; fallback?: string }) {
  const shown = name.trim() || fallback || 'No name';
  return (
    <span className="inline-flex max-w-full items-center gap-2.5 align-middle">
      <span className="max-md:hidden">
        <Avatar name={shown} />
      </span>
      <span dir="auto" className="min-w-0 truncate">
        {shown}
      </span>
    </span>
  );
}
