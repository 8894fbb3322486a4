import type { Customer } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Snowflake } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import { ReasonField } from "./reason-field.tsx";

/** Stops all that runs in an organization by one click, and lets it go on by one; the reason may follow. */
export function FreezeSection({ customer }: { customer: Customer }) {
  const client = useQueryClient();
  const { id: organizationId, name, freeze } = customer;
  const [reason, setReason] = useState("");
  const refresh = () => client.invalidateQueries({ queryKey: trpc.admin.pathKey() });
  const freezing = useMutation(
    trpc.admin.freeze.mutationOptions({
      onSuccess: async () => {
        setReason("");
        await refresh();
        toast({ title: freeze ? `The people of ${name} read the reason now` : `${name} is frozen` });
      },
    }),
  );
  const unfreezing = useMutation(
    trpc.admin.unfreeze.mutationOptions({
      onSuccess: async () => {
        await refresh();
        toast({ title: `${name} works again` });
      },
    }),
  );
  const isBusy = freezing.isPending || unfreezing.isPending;
  return (
    <section aria-labelledby="freeze" className="flex flex-col gap-2">
      <h3 id="freeze" className="text-sm font-medium">
        {freeze ? "Frozen" : "Freeze"}
      </h3>
      {freeze === null ? (
        <>
          <p className="text-xs text-muted">
            At once and on every node its calls, runs, schedules and webhooks are refused, and what is under
            way ends. Its people can read, pay and export, and see a banner. Billing goes on.
          </p>
          <Button
            variant="danger"
            className="self-start"
            isBusy={isBusy}
            onClick={() => freezing.mutate({ organizationId })}
          >
            <Snowflake aria-hidden />
            Freeze {name}
          </Button>
        </>
      ) : (
        <>
          <p className="text-xs">
            Since <Time at={freeze.since} />
            {freeze.reason ? `: ${freeze.reason}` : ", without a reason that its people could read."}
          </p>
          <Button
            className="self-start"
            isBusy={isBusy}
            onClick={() => unfreezing.mutate({ organizationId })}
          >
            Let it work again
          </Button>
          <form
            className="flex flex-col gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              if (reason.trim() && !isBusy) freezing.mutate({ organizationId, reason });
            }}
          >
            <ReasonField
              what="the freeze"
              hint="Its people read it in their banner, and its owners by mail."
              value={reason}
              onChange={setReason}
              error={null}
            />
            <Button
              type="submit"
              size="small"
              className="self-start"
              disabled={reason.trim() === ""}
              isBusy={isBusy}
            >
              Tell the reason
            </Button>
          </form>
        </>
      )}
      {(freezing.error ?? unfreezing.error) && (
        <p role="alert" className="text-xs text-error">
          {toErrorBody(freezing.error ?? unfreezing.error).message}
        </p>
      )}
    </section>
  );
}
