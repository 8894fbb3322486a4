import type { PreviewUpstreamInput } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { formatCount } from "../../format/format-number.ts";

const mostNamed = 5;

/** Which connections a change of the allow-list would let through, or refuse. */
export function ConcernedConnections({ preview }: { preview: PreviewUpstreamInput }) {
  const { data, isError } = useQuery(trpc.admin.previewUpstream.queryOptions(preview, { staleTime: 10_000 }));
  const verb = preview.change === "allow" ? "be let through" : "be refused";
  if (isError) return <span>Which connections that concerns could not be found out.</span>;
  if (data === undefined) return <span>Looking which connections that concerns…</span>;
  if (data.length === 0) return <span>No connection that is there would {verb} by it.</span>;
  const named = data.slice(0, mostNamed).map(({ name, organization }) => `${name} (${organization})`);
  const more = data.length > mostNamed ? ` and ${data.length - mostNamed} more` : "";
  return (
    <span>
      {formatCount(data.length, "connection")} would {verb}: {named.join(", ")}
      {more}.
    </span>
  );
}
