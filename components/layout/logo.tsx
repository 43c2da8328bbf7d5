/** The arch mark. */
export function Logo() {
  return (
    <span aria-hidden className="grid size-7 flex-none place-items-center rounded-sm bg-inverse text-on-inverse">
      <svg
        width="18"
        height="18"
        viewBox="0 0 18 18"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
      >
        <path d="M2.500 16V9a6.500 6.500 0 0 1 13 0v7M6 16V9a3 3 0 0 1 6 0v7M9 16V9" />
      </svg>
    </span>
  );
}
