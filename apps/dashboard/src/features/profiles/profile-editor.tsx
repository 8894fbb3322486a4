import type { Profile } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Switch } from "../../ui/switch.tsx";
import { toast } from "../../ui/toast.ts";
import { ProfileContents } from "./profile-contents.tsx";
import { costOf, draftOf, inputOf, isSame } from "./profile-draft.ts";
import { ProfileSaveBar } from "./profile-save-bar.tsx";

/** Nothing is stored before Save; the cost of what is ticked stands beside it all the time. */
export function ProfileEditor({ profile }: { profile: Profile }) {
  const cache = useQueryClient();
  const { scopes, role } = useSession();
  const reason = scopes.includes("policies:manage")
    ? undefined
    : `Your role (${role}) may not change profiles.`;
  const tools = useQuery(trpc.tool.list.queryOptions({ withBlocked: true }));
  const [draft, setDraft] = useState(() => draftOf(profile));
  const stored = draftOf(profile);
  const save = useMutation(
    trpc.profile.update.mutationOptions({
      onSuccess: (saved) => {
        cache.setQueryData(trpc.profile.get.queryKey({ profile: saved.slug }), saved);
        setDraft(draftOf(saved));
        toast({ title: `${saved.name} was saved`, detail: "Clients that are connected are told." });
        void cache.invalidateQueries({ queryKey: trpc.profile.list.queryKey() });
        void cache.invalidateQueries({ queryKey: trpc.tool.pathKey() });
      },
    }),
  );
  return (
    <div className="flex flex-col gap-6">
      <Field
        label="Name"
        className="max-w-96"
        error={draft.name.trim() ? undefined : "Give the profile a name."}
      >
        {(control) => (
          <Input
            {...control}
            value={draft.name}
            maxLength={64}
            autoComplete="off"
            readOnly={reason !== undefined}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      <div className="flex flex-col gap-3">
        <Switch
          isOn={draft.isDefault}
          isDisabled={reason !== undefined}
          onChange={(isDefault) => setDraft({ ...draft, isDefault })}
          hint="What clients with a free key see at /mcp, in place of all tools."
        >
          Default
        </Switch>
        <Switch
          isOn={draft.isToolSearch}
          isDisabled={reason !== undefined}
          onChange={(isToolSearch) => setDraft({ ...draft, isToolSearch, isCodeMode: false })}
          hint="Clients are given search_tools, describe_tool and call_tool in place of the list below."
        >
          Tool search
        </Switch>
        <Switch
          isOn={draft.isCodeMode}
          isDisabled={reason !== undefined}
          onChange={(isCodeMode) => setDraft({ ...draft, isCodeMode, isToolSearch: false })}
          hint="Clients are given search_tools, describe_tools and execute_code: their model writes one program in place of many calls."
        >
          Code mode
        </Switch>
      </div>
      <Loadable
        query={tools}
        isRefreshShown
        what="the tools"
        skeleton={<SkeletonRows rows={6} rowClassName="h-8" />}
      >
        {(list) => {
          const cost = costOf(draft, list);
          return (
            <>
              <ProfileContents
                draft={draft}
                tools={list}
                isReadOnly={reason !== undefined}
                onChange={setDraft}
              />
              <ProfileSaveBar
                cost={cost}
                before={costOf(stored, list)}
                mode={draft.isCodeMode ? "code" : draft.isToolSearch ? "search" : "list"}
                isChanged={!isSame(draft, stored)}
                isValid={draft.name.trim() !== ""}
                isBusy={save.isPending}
                reason={reason}
                error={save.error ? toErrorBody(save.error) : undefined}
                onSave={() => {
                  if (!save.isPending) save.mutate({ profile: profile.id, ...inputOf(draft) });
                }}
                onDiscard={() => {
                  setDraft(stored);
                  save.reset();
                }}
              />
            </>
          );
        }}
      </Loadable>
    </div>
  );
}
