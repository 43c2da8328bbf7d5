/** A name that somebody gave, in its own direction at the cell's own side: two lines of it at most, the whole in the title. */
export function NameCell({ name }: { name: string }) {
  return (
    <span dir="auto" title={name} className="my-1 line-clamp-2 text-left wrap-anywhere max-md:my-0">
      {name}
    </span>
  );
}
