type SparkProps = {
  values: readonly number[];
  /** The finding, "rising for eight weeks". */ label: string;
  width?: number;
  height?: number;
};

/** A tiny line beside a figure: its shape only. */
export function Spark({ values, label, width = 72, height = 24 }: SparkProps) {
  const top = Math.max(1, ...values);
  const step = values.length > 1 ? width / (values.length - 1) : width;
  const points = values.map(
    (value, index) => `${(index * step).toFixed(1)},${(height - 2 - (value / top) * (height - 4)).toFixed(1)}`,
  );
  return (
    <svg
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className="flex-none"
    >
      {values.length > 1 ? (
        <>
          <polygon points={`0,${height} ${points.join(' ')} ${width},${height}`} className="fill-data-1 opacity-10" />
          <polyline
            points={points.join(' ')}
            fill="none"
            strokeWidth="1.5"
            strokeLinejoin="round"
            className="stroke-data-1"
          />
        </>
      ) : null}
    </svg>
  );
}
