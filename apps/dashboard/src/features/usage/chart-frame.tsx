import type { ReactNode } from "react";

export interface ChartFrameProps {
  title: string;
  /** Between title and chart: legend, unit. */
  detail?: ReactNode;
  className?: string;
  children: ReactNode;
}

export function ChartFrame({ title, detail, className, children }: ChartFrameProps) {
  return (
    <figure className={`min-w-0 rounded-lg border border-hairline p-4 ${className ?? ""}`}>
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1 pb-3">
        <h2 className="text-sm font-medium">{title}</h2>
        {detail}
      </figcaption>
      {children}
    </figure>
  );
}
