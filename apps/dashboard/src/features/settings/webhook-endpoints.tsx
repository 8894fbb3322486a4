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
import { notificationWords } from "./notification-words.ts";
import { WebhookDeliveries } from "./webhook-deliveries.tsx";

/** The addresses that the organization has told of events. */
export function WebhookEndpoints() {
  const client = useQueryClient();
  const [url, setUrl] = useState("");
  const [kinds, setKinds] = useState<readonly NotificationKind[]>(notificationKinds);
  const [openId, setOpenId] = useState<string>();
  const endpoints = useQuery(trpc.webhook.endpoints.queryOptions());
  const refresh = () => void client.invalidateQueries({ queryKey: trpc.webhook.endpoints.queryKey() });
  const create = useMutation(
    trpc.webhook.createEndpoint.mutationOptions({
      onSuccess: () => {
        setUrl("");
        refresh();
      },
    }),
  );
  const remove = useMutation(trpc.webhook.removeEndpoint.mutationOptions({ onSuccess: refresh }));
  const failure = (create.error ?? remove.error) && toErrorBody(create.error ?? remove.error);
  const { data = [] } = endpoints;
  return (
    <section aria-labelledby="endpoints" className="flex flex-col gap-3">
      <h2 id="endpoints" className="text-sm font-medium">
        Webhooks of the organization
      </h2>
      <p className="text-sm text-pretty text-muted">
        Each event is posted there, signed with the secret of Settings, Organization (Standard Webhooks), and
        tried again for half a day.
      </p>
      {data.length > 0 && (
        <ul className="divide-y divide-hairline rounded-lg border border-hairline">
          {data.map((endpoint) => (
            <li key={endpoint.id} className="flex flex-col gap-2 px-4 py-2.5">
              <div className="flex flex-wrap items-center gap-2">
                <div className="min-w-0 grow">
                  <p className="code text-sm wrap-anywhere">{endpoint.url}</p>
                  <p className="text-xs text-muted">
                    {endpoint.kinds.map((kind) => notificationWords[kind].label).join(" · ")}
                  </p>
                </div>
                <Button
                  size="small"
                  aria-expanded={openId === endpoint.id}
                  onClick={() => setOpenId(openId === endpoint.id ? undefined : endpoint.id)}
                >
                  Deliveries
                </Button>
                <Button
                  size="small"
                  aria-label={`Remove ${endpoint.url}`}
                  isBusy={remove.isPending}
                  onClick={() => remove.mutate({ id: endpoint.id })}
                >
                  Remove
                </Button>
              </div>
              {openId === endpoint.id && <WebhookDeliveries endpointId={endpoint.id} />}
            </li>
          ))}
        </ul>
      )}
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
        {failure && <ErrorPanel title="That did not work" cause={failure.message} next={failure.next} />}
        <Button type="submit" isBusy={create.isPending} className="self-start">
          Add webhook
        </Button>
      </form>
    </section>
  );
}
