import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { toast } from "../../ui/toast.ts";
import { ConcernedConnections } from "./concerned-connections.tsx";
import { parseHostPort } from "./parse-host-port.ts";

export function AllowForm({ onAllowed }: { onAllowed: () => void }) {
  const [place, setPlace] = useState("");
  const [reason, setReason] = useState("");
  const [wasTried, setWasTried] = useState(false);
  const allow = useMutation(
    trpc.admin.allowUpstream.mutationOptions({
      onSuccess: ({ host, port }) => {
        toast({
          title: `${host}:${port} is allowed`,
          detail: "Connections to it are tried again by themselves.",
        });
        setPlace("");
        setReason("");
        setWasTried(false);
        onAllowed();
      },
    }),
  );
  const target = parseHostPort(place);
  const problem =
    wasTried && !target
      ? "Give a host and a port, like 10.0.0.5:8080."
      : allow.error && toErrorBody(allow.error).message;
  return (
    <form
      noValidate
      className="flex flex-col gap-3 sm:flex-row sm:flex-wrap sm:items-start"
      onSubmit={(event) => {
        event.preventDefault();
        setWasTried(true);
        if (!target || allow.isPending) return;
        allow.mutate({ ...target, ...(reason.trim() && { reason: reason.trim() }) });
      }}
    >
      <Field label="Host and port" error={problem || undefined} className="sm:w-56">
        {(control) => (
          <Input
            {...control}
            value={place}
            placeholder="10.0.0.5:8080"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="code text-sm"
            onChange={(event) => setPlace(event.target.value)}
          />
        )}
      </Field>
      <Field label="Reason" isOptional className="grow">
        {(control) => (
          <Input
            {...control}
            value={reason}
            maxLength={200}
            placeholder="Our issue tracker"
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {target && (
        <p aria-live="polite" className="text-xs text-muted sm:order-last sm:basis-full">
          <ConcernedConnections preview={{ ...target, change: "allow" }} />
        </p>
      )}
      <Button type="submit" variant="primary" isBusy={allow.isPending} className="sm:mt-6">
        Allow
      </Button>
    </form>
  );
}
