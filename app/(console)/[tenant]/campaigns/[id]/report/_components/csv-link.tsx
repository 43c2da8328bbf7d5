/** Downloads one table of the report. */
export function CsvLink({ href, what }: { href: string; what: string }) {
  return (
    <a
      href={href}
      download
      aria-label={`Export CSV ${what}`}
      className="link inline-flex min-h-6 flex-none items-center whitespace-nowrap pointer-coarse:min-h-11"
    >
      Export CSV
    </a>
  );
}
