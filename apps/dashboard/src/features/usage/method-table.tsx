import type { UsageMethods } from "@patchops/contract";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber } from "../../format/format-number.ts";
import { TextLink } from "../../ui/text-link.tsx";
import { changeText } from "./change.ts";
import type { CallSearch } from "./rows-of-error.ts";

const labels: Partial<Record<string, string>> = {
  "tools/call": "Calls",
  execution: "Runs",
  session: "Sessions",
  "resources/read": "Reads of resources",
  "prompts/get": "Prompts",
  "completion/complete": "Completions",
};

export interface MethodTableProps {
  methods: UsageMethods["methods"];
  search: CallSearch;
  isCompared: boolean;
}

/** All that is metered, each method that there is a line; calls and runs alone are billed. */
export function MethodTable({ methods, search, isCompared }: MethodTableProps) {
  const known = new Map(methods.map((row) => [row.method, row]));
  const named = Object.keys(labels).map(
    (method) =>
      known.get(method) ?? {
        method,
        count: 0,
        failures: 0,
        previousCount: 0,
        p50Ms: null,
        p95Ms: null,
        p99Ms: null,
      },
  );
  const others = methods.filter(({ method }) => labels[method] === undefined);
  const head = "py-1 pl-3 text-right text-xs font-medium text-muted whitespace-nowrap last:pr-4";
  const cell = "numbers pl-3 text-right whitespace-nowrap last:pr-4";
  return (
    <table className="w-full text-sm">
      <thead>
        <tr>
          <th scope="col" className={`${head} pl-4! text-left!`}>
            Method
          </th>
          <th scope="col" className={head}>
            Count
          </th>
          {isCompared && (
            <th scope="col" className={head}>
              Change
            </th>
          )}
          <th scope="col" className={`${head} max-sm:pr-4`}>
            Failed
          </th>
          <th scope="col" className={`${head} max-sm:hidden`}>
            p95
          </th>
        </tr>
      </thead>
      <tbody>
        {[...named, ...others].map((row) => (
          <tr key={row.method} className="h-9 border-t border-hairline">
            <th scope="row" className="max-w-0 truncate pl-4 text-left font-normal w-full">
              <Method method={row.method} search={search} />
            </th>
            <td className={cell}>{formatNumber(row.count)}</td>
            {isCompared && (
              <td className={`${cell} text-muted`}>{changeText(row.count, row.previousCount)}</td>
            )}
            <td className={`${cell} max-sm:pr-4 ${row.failures === 0 ? "text-muted" : ""}`}>
              {formatNumber(row.failures)}
            </td>
            <td className={`${cell} max-sm:hidden`}>{formatDuration(row.p95Ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What has a list of its own leads there. */
function Method({ method, search }: { method: string; search: CallSearch }) {
  const label = labels[method] ?? method;
  if (method === "tools/call") {
    return (
      <TextLink to="/activity" search={search}>
        {label}
      </TextLink>
    );
  }
  if (method === "execution") {
    return (
      <TextLink to="/runs" search={{ range: search.range }}>
        {label}
      </TextLink>
    );
  }
  return method === "session" ? <TextLink to="/sessions">{label}</TextLink> : label;
}
