import type { SingleSignOn } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { Badge } from "../../ui/badge.tsx";
import { Field } from "../../ui/field.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Input } from "../../ui/input.tsx";

/** The organization's mail domains, and the records that prove them. */
export function SsoDomains({ domains }: { domains: SingleSignOn["domains"] }) {
  const cache = useQueryClient();
  const refusal = useRefusal("singleSignOn.addDomain", "change this");
  const [text, setText] = useState("");
  const keep = {
    onSuccess: (answer: SingleSignOn) => {
      cache.setQueryData(trpc.singleSignOn.get.queryKey(), answer);
      setText("");
    },
  };
  const add = useMutation(trpc.singleSignOn.addDomain.mutationOptions(keep));
  const verify = useMutation(trpc.singleSignOn.verifyDomain.mutationOptions(keep));
  const remove = useMutation(trpc.singleSignOn.removeDomain.mutationOptions(keep));
  const error = add.error ?? verify.error ?? remove.error;
  const failure = error && toErrorBody(error);
  const isBusy = add.isPending || verify.isPending || remove.isPending;
  return (
    <section aria-labelledby="domains-title" className="flex flex-col gap-3">
      <h2 id="domains-title" className="text-md font-semibold">
        Domains
      </h2>
      {domains.length > 0 && (
        <ul aria-label="Domains" className="divide-y divide-hairline rounded-lg border border-hairline">
          {domains.map(({ domain, record, verifiedAt, proofMissedAt }) => (
            <li key={domain} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
              <div className="min-w-0 grow basis-56">
                <p className="flex flex-wrap items-center gap-2 text-sm font-medium wrap-anywhere">
                  {domain}{" "}
                  {verifiedAt === null ? <Badge tone="warning">not verified</Badge> : <Badge>verified</Badge>}
                  {proofMissedAt !== null && <Badge tone="warning">record gone</Badge>}
                </p>
                {(verifiedAt === null || proofMissedAt !== null) && (
                  <p className="text-xs wrap-anywhere text-muted">
                    TXT record <span className="code">{record.name}</span>:{" "}
                    <span className="code">{record.value}</span>
                  </p>
                )}
              </div>
              {verifiedAt === null && (
                <GuardedButton
                  size="small"
                  reason={refusal}
                  aria-label={`Verify ${domain}`}
                  onClick={() => !refusal && !isBusy && verify.mutate({ domain })}
                >
                  Verify
                </GuardedButton>
              )}
              <GuardedButton
                size="small"
                reason={refusal}
                aria-label={`Remove ${domain}`}
                onClick={() => !refusal && !isBusy && remove.mutate({ domain })}
              >
                Remove
              </GuardedButton>
            </li>
          ))}
        </ul>
      )}
      <form
        noValidate
        className="flex items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (!refusal && !isBusy && text.trim() !== "") add.mutate({ domain: text });
        }}
      >
        <Field
          label="Add a domain"
          error={failure ? [failure.message, failure.next].filter(Boolean).join(" ") : undefined}
          className="min-w-0 grow"
        >
          {(control) => (
            <Input
              {...control}
              value={text}
              readOnly={refusal !== undefined}
              placeholder="example.com"
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <GuardedButton type="submit" reason={refusal} isBusy={add.isPending} className="mt-6">
          Add
        </GuardedButton>
      </form>
    </section>
  );
}
