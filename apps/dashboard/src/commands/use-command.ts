import { useEffect, useRef } from "react";
import { type Command, commandRegistry } from "./command-registry.ts";

export interface UseCommandOptions extends Command {
  isEnabled?: boolean;
}

/** Puts an action into the palette for as long as the component stands. */
export function useCommand({ isEnabled = true, ...command }: UseCommandOptions): void {
  const latest = useRef(command);
  useEffect(() => {
    latest.current = command;
  });
  const { id, label, group } = command;
  useEffect(() => {
    if (!isEnabled) return;
    return commandRegistry.add({ ...latest.current, id, label, group, run: () => latest.current.run() });
  }, [id, label, group, isEnabled]);
}
