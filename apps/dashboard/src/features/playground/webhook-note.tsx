import type { RunWebhook } from "@patchops/contract";
import { formatCount } from "../../format/format-number.ts";
import { cn } from "../../ui/cn.ts";
import { Time } from "../../ui/time.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";

/** Whether the run's webhook was told of its end. */
export function WebhookNote({ webhook, isOver }: { webhook: RunWebhook; isOver: boolean }) {
  const { url, status, attempts, error, nextAt } = webhook;
  return (
    <p className={cn("text-xs wrap-anywhere", status === "failed" ? "text-error" : "text-muted")}>
      Webhook{" "}
      <span className="code">
        <VisibleText>{url}</VisibleText>
      </span>
      {status === "delivered" && " was told of the end."}
      {status === "failed" && ` was not told, after ${formatCount(attempts, "attempt")}. ${error ?? ""}`}
      {status === "waiting" && !isOver && " will be told of the end."}
      {status === "waiting" && isOver && attempts === 0 && " is being told of the end."}
      {status === "waiting" && attempts > 0 && (
        <>
          {" "}
          has not taken it yet. {error}{" "}
          {nextAt !== null && (
            <>
              Next attempt <Time at={nextAt} />.
            </>
          )}
        </>
      )}
    </p>
  );
}
