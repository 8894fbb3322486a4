import { Link } from "@tanstack/react-router";
import { RotateCcw, SquareTerminal } from "lucide-react";
import { useGo } from "../../shell/use-go.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { buttonVariants } from "../../ui/button-variants.ts";
import { isObject } from "../../ui/schema/json-schema.ts";
import { Tooltip } from "../../ui/tooltip.tsx";
import { CopyCallMenu } from "../tools/copy-call-menu.tsx";
import type { CallAnswer } from "./call-answer.ts";

/** What can be done with a call that is over. */
export function CallActions({ call }: { call: CallAnswer }) {
  const go = useGo();
  const name = call.exposedName;
  useShortcut({
    keys: "r",
    label: "Rerun with edits",
    group: "Activity",
    isEnabled: name !== null,
    run: () => go(`/tools?tool=${encodeURIComponent(name ?? "")}&tab=run&from=${call.id}`),
  });
  if (!name || !call.tool || !call.connection) return null;
  const args = call.payload?.arguments;
  const link = buttonVariants({ size: "small" });
  return (
    <div className="ml-auto flex flex-wrap items-center gap-1.5">
      <Link to="/playground" search={{ call: call.id }} className={link}>
        <SquareTerminal aria-hidden />
        Open in playground
      </Link>
      <Tooltip content="In the tool's own form" keys="r">
        <Link to="/tools" search={{ tool: name, tab: "run", from: call.id }} className={link}>
          <RotateCcw aria-hidden />
          Rerun with edits
        </Link>
      </Tooltip>
      <CopyCallMenu name={name} getArguments={() => (isObject(args) ? args : {})} />
    </div>
  );
}
