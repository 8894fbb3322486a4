import { useId } from "react";
import { Button, type ButtonProps } from "./button.tsx";
import { Tooltip } from "./tooltip.tsx";

export interface GuardedButtonProps extends ButtonProps {
  /** Why it cannot be used now: the limit, the role that may. Without it the button is an ordinary one. */
  reason: string | undefined;
}

/** A button that stays reachable while it is disabled, and says why it is. */
export function GuardedButton({ reason, ...props }: GuardedButtonProps) {
  const id = useId();
  if (!reason) return <Button {...props} />;
  return (
    <>
      <Tooltip content={reason}>
        <Button {...props} aria-disabled aria-describedby={id} />
      </Tooltip>
      <span id={id} hidden>
        {reason}
      </span>
    </>
  );
}
