import type { SettleUsageInput, StuckUsage as Stuck } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";

const actions = { resend: "Send again", sent: "Stripe has it" } as const;

/** Calls that nobody is billed for until somebody looks at them: the payment provider refused them, or never said that it has them. */
export function StuckUsage() {
  const query = useQuery(trpc.admin.stuckUsage.queryOptions());
  const [settling, setSettling] = useState<SettleUsageInput>();
  return (
    <section aria-labelledby="stuck" className="flex flex-col gap-3">
      <h2 id="stuck" className="text-sm font-medium">
        Usage that is not billed
      </h2>
      <Loadable query={query} what="the usage" skeleton={<SkeletonRows rows={2} rowClassName="h-12" />}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="text-sm text-muted">None: all that was told was taken, or is tried again.</p>
          ) : (
            <ul className="divide-y divide-hairline rounded-lg border border-hairline">
              {rows.map((row) => (
                <Row key={row.identifier} row={row} onSettle={setSettling} />
              ))}
            </ul>
          )
        }
      </Loadable>
      <SettleDialog settling={settling} onClose={() => setSettling(undefined)} />
    </section>
  );
}

function Row({ row, onSettle }: { row: Stuck; onSettle: (settling: SettleUsageInput) => void }) {
  const { organization, organizationId, customerId, identifier, delta, at, state, lastError } = row;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <Link
            to="/admin/customers"
            search={{ q: organization, open: organizationId }}
            className="text-link underline underline-offset-2"
          >
            {organization}
          </Link>
          <span className="numbers">{formatCount(delta, "call")}</span>
          <Badge tone={state === "refused" ? "error" : "warning"}>{state}</Badge>
        </p>
        <p className="text-xs text-muted wrap-anywhere">
          <Time at={at} /> · <span className="code">{customerId}</span>
          {lastError !== null && ` · ${lastError}`}
        </p>
      </div>
      {(["resend", "sent"] as const).map((as) => (
        <Button
          key={as}
          size="small"
          aria-label={`${actions[as]}: ${formatCount(delta, "call")} of ${organization}`}
          onClick={() => onSettle({ identifier, as })}
        >
          {actions[as]}
        </Button>
      ))}
    </li>
  );
}

function SettleDialog({
  settling,
  onClose,
}: {
  settling: SettleUsageInput | undefined;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const settle = useMutation(
    trpc.admin.settleUsage.mutationOptions({
      onSuccess: () => {
        onClose();
        void client.invalidateQueries({ queryKey: trpc.admin.stuckUsage.queryKey() });
      },
    }),
  );
  const as = settling?.as ?? "resend";
  return (
    <ConfirmDialog
      isOpen={settling !== undefined}
      onClose={onClose}
      title={`${actions[as]}?`}
      action={actions[as]}
      isBusy={settle.isPending}
      error={settle.error ? toErrorBody(settle.error).message : undefined}
      onConfirm={() => settling && settle.mutate(settling)}
    >
      {as === "resend"
        ? "It is told within ten minutes, as new usage. Look at the customer's meter at Stripe first: what is there already would be billed twice."
        : "It is noted as told, and not sent again. What Stripe does not have is billed to nobody."}
    </ConfirmDialog>
  );
}
