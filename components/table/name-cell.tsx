/** A name that somebody gave: two lines of it at most, however long and whatever it is made of; the whole in the title. */
export function NameCell({ name }: { name: string }) {
  return (
    <span dir="auto" title={name} className="my-1 line-clamp-2 wrap-anywhere max-md:my-0">
      {name}
    </span>
  );
}
