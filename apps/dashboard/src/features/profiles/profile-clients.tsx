import { type McpClient, mcpClientSetup, mcpClients, type Profile } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Tabs } from "../../ui/tabs.tsx";

/** What points a client at the profile: by signing in, or with a key that is bound to it. */
export function ProfileClients({ profile }: { profile: Profile }) {
  const [client, setClient] = useState<McpClient>("claude-code");
  return (
    <section aria-label="Point a client here" className="flex flex-col gap-2">
      <h2 className="text-base font-semibold">Point a client here</h2>
      <p className="text-sm text-muted">
        The client signs in by itself. For one that takes a key,{" "}
        <Link
          to="/settings/keys"
          search={{ create: true, profile: profile.slug }}
          className="text-link underline underline-offset-2"
        >
          create one for this profile
        </Link>
        : it is refused everywhere else.
      </p>
      <Tabs
        label="Your client"
        value={client}
        onChange={setClient}
        panelClassName="flex flex-col gap-3 pt-3"
        items={mcpClients.map((id) => {
          const { label, code, caption, note } = mcpClientSetup(id, { mcpUrl: profile.url, key: null });
          return {
            id,
            label,
            content: (
              <>
                <CodeBlock code={code} caption={caption} isWrapped />
                <p className="text-xs text-pretty text-muted">{note}</p>
              </>
            ),
          };
        })}
      />
    </section>
  );
}
