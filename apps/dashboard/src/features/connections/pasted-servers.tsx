import { type AddConnectionInput, type ConfiguredServer, planImport } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { Plug } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";

export interface PastedServersProps {
  servers: readonly ConfiguredServer[];
  isBusy: boolean;
  onConnect: (inputs: AddConnectionInput[]) => void;
}

/** The servers of pasted settings, to choose from: what would be added, and why the others would not. */
export function PastedServers({ servers, isBusy, onConnect }: PastedServersProps) {
  const connections = useQuery(trpc.connection.list.queryOptions());
  const catalog = useQuery(trpc.catalog.list.queryOptions({}));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const planned = planImport(servers, {
    connections: connections.data ?? [],
    isStdioAllowed: catalog.data?.isStdioAllowed ?? false,
  });
  const inputs = planned.flatMap(({ name, input, verdict }) =>
    input && verdict === "add" && !left.has(name) ? [input] : [],
  );
  const isReady = !connections.isPending && !catalog.isPending;
  return (
    <div className="flex flex-col gap-3">
      <ul className="divide-y divide-hairline rounded-md border border-hairline">
        {planned.map(({ name, url, command, verdict, hasCredential, reason }) => (
          <li key={name} className="flex items-start gap-3 px-3 py-2 text-sm">
            <Checkbox
              aria-label={`Connect ${name}`}
              className="mt-0.5"
              isChecked={verdict === "add" && !left.has(name)}
              isDisabled={verdict !== "add"}
              onChange={(isOn) => {
                const next = new Set(left);
                if (isOn) next.delete(name);
                else next.add(name);
                setLeft(next);
              }}
            />
            <div className="min-w-0 grow">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                <VisibleText>{name}</VisibleText>
                {hasCredential && verdict === "add" && <Badge>with its key</Badge>}
                {verdict === "duplicate" && <Badge>connected already</Badge>}
              </p>
              {(url ?? command) && (
                <p className="code truncate text-xs text-muted">
                  <VisibleText>{url ?? command ?? ""}</VisibleText>
                </p>
              )}
              {reason && <p className="text-xs text-muted">{reason}</p>}
            </div>
          </li>
        ))}
      </ul>
      <Button
        variant="primary"
        icon={<Plug />}
        isBusy={isBusy || !isReady}
        disabled={isReady && inputs.length === 0}
        className="self-start"
        onClick={() => onConnect(inputs)}
      >
        {inputs.length === 1 ? "Connect it" : `Connect ${inputs.length}`}
      </Button>
    </div>
  );
}
