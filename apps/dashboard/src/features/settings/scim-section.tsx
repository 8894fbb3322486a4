import type { Scim, SingleSignOn } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { formatCount } from "../../format/format-number.ts";
import { CopyableId } from "../../ui/copyable-id.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";
import { ScimGroups } from "./scim-groups.tsx";
import { ScimProblems } from "./scim-problems.tsx";
import { ScimTokens } from "./scim-tokens.tsx";

/** How the organization's directory adds and removes people by itself. */
export function ScimSection({ domains }: { domains: SingleSignOn["domains"] }) {
  const query = useQuery(trpc.scim.get.queryOptions());
  const roleRefusal = useRefusal("scim.createToken", "change this");
  const hasDomain = domains.some(({ verifiedAt }) => verifiedAt !== null);
  const refusal =
    roleRefusal ?? (hasDomain ? undefined : "Verify a domain first: a directory speaks for no other.");
  return (
    <section aria-labelledby="scim-title" className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <h2 id="scim-title" className="text-md font-semibold">
          Provisioning
        </h2>
        <p className="text-sm text-pretty text-muted">
          Your directory adds people and removes them by itself (SCIM 2.0). How to set up{" "}
          <a href="/docs/scim" className="text-link underline underline-offset-2">
            Okta, Entra and others
          </a>
          .
        </p>
      </div>
      <Loadable query={query} what="provisioning" skeleton={<SkeletonRows rows={2} rowClassName="h-11" />}>
        {(scim) => (
          <>
            <Facts label="What the directory is told" facts={factsOf(scim)} />
            <ScimTokens tokens={scim.tokens} refusal={refusal} />
            {scim.groups.length > 0 && <ScimGroups groups={scim.groups} refusal={roleRefusal} />}
            {scim.problems.length > 0 && <ScimProblems problems={scim.problems} />}
          </>
        )}
      </Loadable>
    </section>
  );
}

function factsOf({ url, users, tokens }: Scim) {
  const used = tokens.flatMap(({ lastUsedAt }) => lastUsedAt ?? []).toSorted();
  const last = used.at(-1);
  return [
    { label: "Endpoint", value: <CopyableId value={url} /> },
    {
      label: "People",
      value:
        users.all > 0 &&
        (users.active === users.all
          ? formatCount(users.all, "person", "people")
          : `${formatCount(users.active, "person", "people")}, ${users.all - users.active} deactivated`),
    },
    { label: "Last request", value: last !== undefined && <Time at={last} /> },
  ];
}
