import { Skeleton } from "../skeleton.tsx";

/** A table's place while its first rows are fetched. */
export function DataTableSkeleton({
  rows = 8,
  density = "normal",
}: {
  rows?: number;
  density?: "normal" | "compact";
}) {
  const height = density === "normal" ? "h-14 sm:h-9" : "h-14 sm:h-7";
  return (
    <div aria-hidden>
      <div className="flex h-8 items-center border-b border-hairline px-2 max-sm:hidden">
        <Skeleton className="h-3 w-20" />
      </div>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={`flex items-center gap-8 border-b border-hairline px-2 ${height}`}>
          <Skeleton className="h-3 w-28" />
          <Skeleton className="h-3 w-40 max-sm:hidden" />
          <Skeleton className="ml-auto h-3 w-16" />
        </div>
      ))}
    </div>
  );
}
