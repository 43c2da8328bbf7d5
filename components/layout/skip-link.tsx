/** First in the order of reading: jumps over the frame to #main. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="fixed -top-16 left-2 z-50 rounded-sm bg-raised px-3 py-2 font-medium shadow-pop focus:top-2"
    >
      Skip to content
    </a>
  );
}
