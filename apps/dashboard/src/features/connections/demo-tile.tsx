import { FlaskConical } from "lucide-react";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";

/** The bundled server: works offline, at once, with every kind of tool. */
export function DemoTile({
  isBusy,
  isConnected,
  onUse,
}: {
  isBusy: boolean;
  isConnected: boolean;
  onUse: () => void;
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border border-hairline p-4">
      <FlaskConical aria-hidden className="size-5 shrink-0 text-muted" />
      <div className="min-w-48 grow basis-64">
        <p className="flex items-center gap-2 text-sm font-medium">
          Demo tools <Badge>demo</Badge>
        </p>
        <p className="text-sm text-pretty text-muted">
          A small shop inside PatchOps: orders to read, tickets to write, slow and failing tools. No network,
          no key.
        </p>
      </div>
      <Button isBusy={isBusy} disabled={isConnected} onClick={onUse}>
        {isConnected ? "Connected" : "Use demo tools"}
      </Button>
    </div>
  );
}
