import type { AddConnectionInput } from "@patchops/contract";
import { Plug } from "lucide-react";
import { useState } from "react";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import type { PastedServer } from "./parse-connect-input.ts";

export interface PastedServersProps {
  servers: readonly PastedServer[];
  isBusy: boolean;
  onConnect: (inputs: AddConnectionInput[]) => void;
}

/** The servers of pasted settings, to choose from. */
export function PastedServers({ servers, isBusy, onConnect }: PastedServersProps) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const inputs = servers.flatMap(({ name, input }) => (input && !left.has(name) ? [input] : []));
  return (
    <div className="flex flex-col gap-3">
      <ul className="divide-y divide-hairline rounded-md border border-hairline">
        {servers.map(({ name, url, input, hasCredential, note }) => (
          <li key={name} className="flex items-start gap-3 px-3 py-2 text-sm">
            <Checkbox
              aria-label={`Connect ${name}`}
              className="mt-0.5"
              isChecked={input !== undefined && !left.has(name)}
              isDisabled={!input}
              onChange={(isOn) => {
                const next = new Set(left);
                if (isOn) next.delete(name);
                else next.add(name);
                setLeft(next);
              }}
            />
            <div className="min-w-0 grow">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {name} {hasCredential && <Badge>with its key</Badge>}
              </p>
              {url && <p className="code truncate text-xs text-muted">{url}</p>}
              {note && <p className="text-xs text-muted">{note}</p>}
            </div>
          </li>
        ))}
      </ul>
      <Button
        variant="primary"
        icon={<Plug />}
        isBusy={isBusy}
        disabled={inputs.length === 0}
        className="self-start"
        onClick={() => onConnect(inputs)}
      >
        {inputs.length === 1 ? "Connect it" : `Connect ${inputs.length}`}
      </Button>
    </div>
  );
}
