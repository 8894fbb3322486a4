import { useIsReachable } from "../api/reachability.ts";
import { Spinner } from "../ui/spinner.tsx";
import { useDelayed } from "../ui/use-delayed.ts";

/** Shown while the server does not answer; what is on the page stays readable. */
export function OfflineBanner() {
  const isShown = useDelayed(!useIsReachable(), 300);
  return (
    <div role="status">
      {isShown && (
        <p className="flex h-8 items-center justify-center gap-2 border-b border-hairline bg-warning-tint text-sm text-warning">
          <Spinner className="size-3.5" />
          Reconnecting… What you see may be out of date.
        </p>
      )}
    </div>
  );
}
