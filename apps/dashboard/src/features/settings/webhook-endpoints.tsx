import { type NotificationKind, notificationKinds } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { notificationWords } from "./notification-words.ts";
import { WebhookEndpointRow } from "./webhook-endpoint-row.tsx";

/** The addresses that the organization has told of events. */
export function WebhookEndpoints() {
  const client = useQueryClient();
  const [url, setUrl] = useState("");
  const [kinds, setKinds] = useState<readonly NotificationKind[]>(notificationKinds);
  const endpoints = useQuery(trpc.webhook.endpoints.queryOptions());
  const create = useMutation(
    trpc.webhook.createEndpoint.mutationOptions({
      onSuccess: () => {
        setUrl("");
        void client.invalidateQueries({ queryKey: trpc.webhook.endpoints.queryKey() });
      },
    }),
  );
  const failure = create.error && toErrorBody(create.error);
  return (
    <section aria-labelledby="endpoints" className="flex flex-col gap-3">
      <h2 id="endpoints" className="text-sm font-medium">
        Webhooks of the organization
      </h2>
      <p className="text-sm text-pretty text-muted">
        Each event is posted there, signed with the secret of Settings, Organization (Standard Webhooks), and
        tried again for half a day.
      </p>
      <Loadable
        query={endpoints}
        what="the webhooks"
        skeleton={<SkeletonRows rows={1} rowClassName="h-14" />}
      >
        {(list) =>
          list.length === 0 ? (
            <p className="text-sm text-muted">No webhook yet. Add one below.</p>
          ) : (
            <ul aria-label="Webhooks" className="divide-y divide-hairline rounded-lg border border-hairline">
              {list.map((endpoint) => (
                <WebhookEndpointRow key={endpoint.id} endpoint={endpoint} />
              ))}
            </ul>
          )
        }
      </Loadable>
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (url.trim() && !create.isPending) create.mutate({ url: url.trim(), kinds: [...kinds] });
        }}
      >
        <Field label="Address">
          {(control) => (
            <Input
              {...control}
              type="url"
              value={url}
              placeholder="https://example.com/patchops"
              autoComplete="off"
              onChange={(event) => setUrl(event.target.value)}
            />
          )}
        </Field>
        <fieldset className="flex flex-col">
          <legend className="pb-1 text-sm font-medium">It is told when</legend>
          {notificationKinds.map((kind) => (
            <Checkbox
              key={kind}
              isChecked={kinds.includes(kind)}
              onChange={(isOn) =>
                setKinds(isOn ? [...kinds, kind] : kinds.filter((chosen) => chosen !== kind))
              }
            >
              {notificationWords[kind].label}
            </Checkbox>
          ))}
        </fieldset>
        {failure && <ErrorPanel title="Not added" cause={failure.message} next={failure.next} />}
        <Button type="submit" isBusy={create.isPending} className="self-start">
          Add webhook
        </Button>
      </form>
    </section>
  );
}
