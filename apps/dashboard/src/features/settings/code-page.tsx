import type { CodeSettings } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Switch } from "../../ui/switch.tsx";
import { toast } from "../../ui/toast.ts";
import { EntriesField } from "./entries-field.tsx";
import { entriesOf } from "./entries-of.ts";
import { RunRetentionForm } from "./run-retention-form.tsx";

/** What programs of the organization may do besides calling tools, and what is kept of them. */
export function CodePage() {
  const query = useQuery(trpc.organization.codeSettings.queryOptions());
  const { scopes } = useSession();
  const kept = useQuery(
    trpc.execution.retention.queryOptions(undefined, { enabled: scopes.includes("code:execute") }),
  );
  const reason = useRefusal("organization.setCodeSettings", "change this");
  return (
    <>
      <PageHeader
        title="Code"
        description="What programs may do besides calling tools, and how long their runs are kept."
      />
      <Loadable
        query={query}
        isRefreshShown
        what="the settings"
        skeleton={<SkeletonRows rows={2} rowClassName="h-11" />}
      >
        {(settings: CodeSettings) => (
          <div className="flex flex-col gap-8">
            <FetchForm settings={settings} reason={reason} />
            {kept.data && <RunRetentionForm kept={kept.data} reason={reason} />}
          </div>
        )}
      </Loadable>
    </>
  );
}

interface FetchFormProps {
  settings: CodeSettings;
  /** Why this person may not change it. */
  reason: string | undefined;
}

function FetchForm({ settings, reason }: FetchFormProps) {
  const cache = useQueryClient();
  const stored = settings.fetchHosts.join("\n");
  const [text, setText] = useState(stored);
  useEffect(() => setText(stored), [stored]);
  const set = useMutation(
    trpc.organization.setCodeSettings.mutationOptions({
      onSuccess: (answer) => {
        cache.setQueryData(trpc.organization.codeSettings.queryKey(), answer);
        void cache.invalidateQueries({ queryKey: trpc.tool.declarations.queryKey() });
        toast({ title: "Settings saved" });
      },
    }),
  );
  const { allowsFetch } = set.isPending ? set.variables : settings;
  const isChanged = entriesOf(text).join("\n") !== stored;
  return (
    <form
      noValidate
      className="flex max-w-120 flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && !set.isPending && !reason) set.mutate({ allowsFetch, fetchHosts: entriesOf(text) });
      }}
    >
      <Switch
        isOn={allowsFetch}
        isDisabled={reason !== undefined}
        hint="Each request counts as a call. Programs of a key or client that is kept to a tool profile have no fetch."
        onChange={(isOn) => set.mutate({ allowsFetch: isOn, fetchHosts: settings.fetchHosts })}
      >
        Let programs fetch from the web
      </Switch>
      <EntriesField
        label="Hosts that they may reach"
        hint="One in a line: api.example.com, *.example.com for all below it, a port where it is not the usual one. Private addresses stay closed."
        error={set.error ? toErrorBody(set.error).message : undefined}
        value={text}
        isFixed={reason !== undefined}
        onChange={setText}
      />
      <div>
        <GuardedButton type="submit" reason={reason} isBusy={set.isPending} disabled={!isChanged && !reason}>
          Save hosts
        </GuardedButton>
      </div>
    </form>
  );
}
