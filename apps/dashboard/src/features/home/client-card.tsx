import { type McpClient, mcpClientSetup, mcpClients, type SetupStatus } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Download, KeyRound } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { buttonVariants } from "../../ui/button-variants.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { Time } from "../../ui/time.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { ProfileFilter } from "../tools/profile-filter.tsx";
import { ClientWatch } from "./client-watch.tsx";
import { RefusedNote } from "./refused-note.tsx";
import { SetupCard } from "./setup-card.tsx";
import { useSetupKey } from "./use-setup-key.ts";

const route = getRouteApi("/shell/");
const labelOf = (client: McpClient) => mcpClientSetup(client, { mcpUrl: "", key: "" }).label;
const hiddenKey = "po_••••••••••••••••";

export function ClientCard({ setup }: { setup: SetupStatus }) {
  const { client = "claude-code" } = route.useSearch();
  const update = useSearchUpdate();
  const seen = setup.client;
  const [latest] = setup.refused;
  const isRefusedSince = seen !== null && latest !== undefined && latest.at > seen.at;
  return (
    <SetupCard
      number={2}
      title="Point your client here"
      fact={
        seen ? (
          <>
            {seen.name} {seen.version} connected, {formatCount(seen.tools, "tool")} offered,{" "}
            <Time at={seen.at} />
          </>
        ) : undefined
      }
      note={
        isRefusedSince && (
          <div className="mt-2">
            <RefusedNote attempt={latest} />
          </div>
        )
      }
    >
      <Tabs
        label="Your client"
        value={client}
        onChange={(next) => update.replace({ client: next })}
        panelClassName="flex flex-col gap-3 pt-3"
        items={mcpClients.map((id) => ({
          id,
          label: labelOf(id),
          content: <Snippet client={id} setup={setup} />,
        }))}
      />
    </SetupCard>
  );
}

/** Clients on other machines reach an address on https, where nobody has to copy a key. */
const usual = window.location.protocol === "https:" ? "sign_in" : "key";

function Snippet({ client, setup }: { client: McpClient; setup: SetupStatus }) {
  const { auth = usual, profile } = route.useSearch();
  const update = useSearchUpdate();
  const profiles = useQuery(trpc.profile.list.queryOptions());
  const chosen = profiles.data?.find(({ slug }) => slug === profile);
  const place = { client, setup, mcpUrl: chosen?.url ?? setup.mcpUrl, profile: chosen?.slug };
  return (
    <>
      <ProfileFilter value={chosen?.slug} onChange={(next) => update.replace({ profile: next })} />
      <Segments
        label="How the client proves itself"
        options={[
          { id: "key", label: "With a key" },
          { id: "sign_in", label: "Sign in from the client (OAuth, no key)" },
        ]}
        value={auth}
        onChange={(next) => update.replace({ auth: next })}
      />
      {auth === "key" ? <KeySnippet {...place} /> : <SignInSnippet {...place} />}
    </>
  );
}

interface SnippetPlace {
  client: McpClient;
  setup: SetupStatus;
  mcpUrl: string;
  /** The slug of the profile at that address. */
  profile: string | undefined;
}

function SignInSnippet({ client, setup, mcpUrl }: SnippetPlace) {
  const { caption, code, install, note } = mcpClientSetup(client, { mcpUrl, key: null });
  return (
    <>
      <CodeBlock code={code} caption={caption} isWrapped className="[&_button]:hidden" />
      <div className="flex flex-wrap items-center gap-2">
        <CopyButton variant="button" size="medium" text={code} label="Copy" />
        {install && <InstallLink install={install} />}
        <p className="min-w-48 grow basis-0 text-xs text-pretty text-muted">{note}</p>
      </div>
      {!setup.client && <ClientWatch refused={setup.refused} keyId={undefined} />}
    </>
  );
}

function InstallLink({ install }: { install: { label: string; href: string } }) {
  return (
    <a href={install.href} className={buttonVariants({ variant: "secondary" })}>
      <Download aria-hidden />
      {install.label}
    </a>
  );
}

function KeySnippet({ client, setup, mcpUrl, profile }: SnippetPlace) {
  const { scopes, role } = useSession();
  const { key, create, isPending, error } = useSetupKey(client, labelOf(client), profile);
  const { caption, code, install, note } = mcpClientSetup(client, {
    mcpUrl,
    key: key?.key ?? hiddenKey,
  });
  const reason = scopes.includes("keys:manage") ? undefined : `Your role (${role}) may not create keys.`;
  return (
    <>
      <CodeBlock code={code} caption={caption} isWrapped className="[&_button]:hidden" />
      {key ? (
        <div className="flex flex-wrap items-center gap-2">
          <CopyButton variant="button" size="medium" text={code} label="Copy" />
          {install && <InstallLink install={install} />}
          <p className="min-w-48 grow basis-0 text-xs text-pretty text-muted">
            The key is shown this once, until you reload. {note}
          </p>
        </div>
      ) : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <GuardedButton
            variant="primary"
            icon={<KeyRound />}
            reason={reason}
            isBusy={isPending}
            onClick={create}
          >
            Create a key
          </GuardedButton>
          <p className="min-w-48 grow basis-0 text-xs text-pretty text-muted">
            It is put into the snippet. It may list and call tools, not manage keys.
          </p>
        </div>
      )}
      {error && (
        <p role="alert" className="text-sm text-error">
          No key was made: {toErrorBody(error).message}
        </p>
      )}
      {!setup.client && <ClientWatch refused={setup.refused} keyId={key?.id} />}
    </>
  );
}
