import type { ReactNode } from "react";

export interface RowLinkProps {
  id: string;
  path: string;
  onOpen: () => void;
  isOpen: boolean;
  children: ReactNode;
}

/** A link as large as its row, with the first cell's words as its name. */
export function RowLink({ id, path, onOpen, isOpen, children }: RowLinkProps) {
  return (
    <a
      id={id}
      href={path}
      aria-current={isOpen || undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        onOpen();
      }}
      className="block truncate outline-none after:absolute after:inset-0 after:-outline-offset-2 focus-visible:after:outline-2 focus-visible:after:outline-focus"
    >
      {children}
    </a>
  );
}
