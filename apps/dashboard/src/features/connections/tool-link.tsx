import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** To a tool's own page by its exposed name. */
export function ToolLink({
  name,
  className,
  children,
}: {
  name: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Link to="/tools" search={{ tool: name }} className={className}>
      {children}
    </Link>
  );
}
