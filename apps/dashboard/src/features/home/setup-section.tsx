import type { Quota, SetupStatus } from "@patchops/contract";
import { EyeOff } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { agentPrompt } from "./agent-prompt.ts";
import { CallCard } from "./call-card.tsx";
import { ClientCard } from "./client-card.tsx";
import { CodeCard } from "./code-card.tsx";
import { ToolsCard } from "./tools-card.tsx";

export interface SetupSectionProps {
  setup: SetupStatus;
  quota: Quota | undefined;
  onHide: () => void;
}

/** How many of the four cards are ticked. */
function setupProgress({ connections, client, lastCall, execution }: SetupStatus): number {
  return [connections.ready > 0, client, lastCall?.outcome === "ok", execution].filter(Boolean).length;
}

export function SetupSection({ setup, quota, onHide }: SetupSectionProps) {
  const done = setupProgress(setup);
  return (
    <section aria-labelledby="setup" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 id="setup" className="text-lg font-semibold">
          {done === 4 ? "All set up" : "Get set up"}
        </h2>
        <span className="numbers text-sm text-muted">
          {done} of 4<span className="sr-only"> done</span>
        </span>
        <div className="flex flex-wrap items-center gap-1 sm:ml-auto">
          {done < 4 && (
            <CopyButton
              variant="button"
              label="Let your coding agent do it"
              text={() => agentPrompt(setup.mcpUrl)}
            />
          )}
          <Button size="small" variant="quiet" icon={<EyeOff />} onClick={onHide}>
            Hide
          </Button>
        </div>
      </div>
      {/* Two columns of their own height: a card that folds leaves no hole. */}
      <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
        <div className="flex min-w-0 flex-col gap-4">
          <ToolsCard setup={setup} />
          <ClientCard setup={setup} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <CallCard setup={setup} quota={quota} />
          <CodeCard setup={setup} />
        </div>
      </div>
    </section>
  );
}
