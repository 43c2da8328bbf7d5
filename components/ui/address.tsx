/** An address that breaks behind its @ first, and within a word only where that is not enough. */
export function Address({ text }: { text: string }) {
  const host = text.lastIndexOf('@') + 1;
  return (
    <span className="wrap-anywhere">
      {text.slice(0, host)}
      <wbr />
      {text.slice(host)}
    </span>
  );
}
