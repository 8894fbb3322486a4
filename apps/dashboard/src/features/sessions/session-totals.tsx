import type { PromptSessionView } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber } from "../../format/format-number.ts";
import { StatTile } from "../../ui/stat-tile.tsx";
import { sessionMs } from "./session-words.ts";

/** What a session came to; beside another one each number has the other's below it. */
export function SessionTotals({
  session,
  other,
}: {
  session: PromptSessionView;
  other: PromptSessionView | undefined;
}) {
  const beside = (text: (of: PromptSessionView) => string) => other && `${text(other)} in the other`;
  const calls = ({ totals }: PromptSessionView) => formatNumber(totals.calls);
  const failures = ({ totals }: PromptSessionView) => formatNumber(totals.failures);
  const tokens = ({ totals }: PromptSessionView) => formatNumber(totals.resultTokens);
  const toolTime = ({ totals }: PromptSessionView) => formatDuration(totals.toolMs);
  const length = (of: PromptSessionView) => formatDuration(sessionMs(of));
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
      <StatTile
        label="Calls"
        value={calls(session)}
        detail={beside(calls)}
        link={<Link to="/activity" search={{ session: session.id }} />}
      />
      <StatTile
        label="Failures"
        value={failures(session)}
        detail={beside(failures)}
        link={<Link to="/activity" search={{ session: session.id, failed: true }} />}
      />
      <StatTile label="Result tokens, about" value={tokens(session)} detail={beside(tokens)} />
      <StatTile label="Time in tools" value={toolTime(session)} detail={beside(toolTime)} />
      <StatTile
        className="max-sm:col-span-2"
        label="First to last request"
        value={length(session)}
        detail={beside(length)}
      />
    </div>
  );
}
