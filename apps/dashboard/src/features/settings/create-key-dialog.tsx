import { type CreatedApiKey, ordinaryScopes, type Scope, scopeDescriptions } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { NamedForm } from "../../ui/named-form.tsx";
import { Select } from "../../ui/select.tsx";
import { useWhileOpen } from "../../ui/use-while-open.ts";
import { CreatedKey } from "./created-key.tsx";

const dayMs = 24 * 60 * 60 * 1_000;
const lifetimes = [
  { value: "never", label: "Does not expire" },
  { value: "7", label: "In 7 days" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
] as const;
type Lifetime = (typeof lifetimes)[number]["value"];

export interface CreateKeyDialogProps {
  isOpen: boolean;
  onClose: () => void;
  /** The slug of the profile that is chosen at first. */
  profile: string | undefined;
}

export function CreateKeyDialog({ isOpen, onClose, profile }: CreateKeyDialogProps) {
  const [created, setCreated] = useWhileOpen<CreatedApiKey | undefined>(isOpen, undefined);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={created ? "Copy the key now" : "Create an API key"}
      description={created ? "It is shown this once; only its hash is kept." : undefined}
      footer={
        created ? (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" form="create-key" variant="primary">
              Create key
            </Button>
          </>
        )
      }
    >
      {created ? (
        <CreatedKey created={created} />
      ) : (
        isOpen && <KeyForm profile={profile} onCreated={setCreated} />
      )}
    </Dialog>
  );
}

/** No slug. */
const free = "*";

function KeyForm({
  profile: given,
  onCreated,
}: {
  profile: string | undefined;
  onCreated: (created: CreatedApiKey) => void;
}) {
  const client = useQueryClient();
  const { scopes: mine } = useSession();
  const [lifetime, setLifetime] = useState<Lifetime>("never");
  const [chosen, setChosen] = useState<readonly Scope[]>(() =>
    mine.filter((scope) => ordinaryScopes.includes(scope)),
  );
  const profiles = useQuery(trpc.profile.list.queryOptions());
  const [profile, setProfile] = useState(given ?? free);
  const create = useMutation(
    trpc.apiKey.create.mutationOptions({
      onSuccess: (key) => {
        onCreated(key);
        void client.invalidateQueries({ queryKey: trpc.apiKey.list.queryKey() });
      },
    }),
  );
  return (
    <NamedForm
      id="create-key"
      thing="key"
      placeholder="Claude Code on my laptop"
      hint="Where it is used, so that you know what stops when you revoke it."
      maxLength={100}
      error={create.error && toErrorBody(create.error)}
      onSubmit={(name) => {
        if (chosen.length === 0 || create.isPending) return;
        create.mutate({
          name,
          scopes: [...chosen],
          ...(profile !== free && { profile }),
          ...(lifetime !== "never" && {
            expiresAt: new Date(Date.now() + Number(lifetime) * dayMs).toISOString(),
          }),
        });
      }}
    >
      {(areIssuesShown) => (
        <>
          <fieldset className="flex flex-col">
            <legend className="pb-1 text-sm font-medium">It may</legend>
            {mine.map((scope) => (
              <Checkbox
                key={scope}
                isChecked={chosen.includes(scope)}
                onChange={(isOn) =>
                  setChosen(mine.filter((entry) => (entry === scope ? isOn : chosen.includes(entry))))
                }
              >
                <span>
                  {scopeDescriptions[scope]} <span className="code ml-1 text-xs text-muted">{scope}</span>
                </span>
              </Checkbox>
            ))}
            {areIssuesShown && chosen.length === 0 && (
              <p role="alert" className="text-xs text-error">
                A key that may do nothing is of no use.
              </p>
            )}
          </fieldset>
          {(profiles.data?.length ?? 0) > 0 && (
            <Field
              label="Profile"
              hint={profile === free ? "It reaches every address." : "It is refused at every other address."}
              className="max-w-72"
            >
              {(control) => (
                <Select
                  {...control}
                  options={[
                    { value: free, label: "All tools" },
                    ...(profiles.data ?? []).map(({ slug, name: label }) => ({ value: slug, label })),
                  ]}
                  value={profile}
                  onChange={setProfile}
                />
              )}
            </Field>
          )}
          <Field label="Expiry" className="max-w-48">
            {(control) => <Select {...control} options={lifetimes} value={lifetime} onChange={setLifetime} />}
          </Field>
        </>
      )}
    </NamedForm>
  );
}
