import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";

export interface CopyButtonProps {
  /** The text, or what makes it when it is asked for. */
  text: string | (() => string);
  /** What is copied: `Copy key`. */
  label?: string;
  /** `icon` for rows and code, `button` where copying is the main thing. */
  variant?: "icon" | "button";
  size?: "small" | "medium";
  className?: string;
}

/** Copies, and says so in its own place: the icon turns to a tick for two seconds. */
export function CopyButton({
  text,
  label = "Copy",
  variant = "icon",
  size = "small",
  className,
}: CopyButtonProps) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2_000);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = () => {
    navigator.clipboard.writeText(typeof text === "string" ? text : text()).then(
      () => setState("copied"),
      () => setState("failed"),
    );
  };
  const icon = state === "copied" ? <Check className="text-ok" /> : <Copy />;
  const words = { idle: label, copied: "Copied", failed: "Select it and copy by hand" }[state];
  return (
    <>
      {variant === "icon" ? (
        <IconButton label={words} title={words} size={size} onClick={copy} {...(className && { className })}>
          {icon}
        </IconButton>
      ) : (
        <Button size={size} icon={icon} onClick={copy} {...(className && { className })}>
          {words}
        </Button>
      )}
      <span role="status" className="sr-only">
        {state === "idle" ? "" : words}
      </span>
    </>
  );
}
