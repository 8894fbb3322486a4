import { errorDocsPath } from "@patchops/contract";
import { cn } from "./cn.ts";

/** A code that leads to its page in the documentation, in a tab of its own. */
export function ErrorCodeLink({ code, className }: { code: string; className?: string }) {
  return (
    <a
      href={errorDocsPath(code)}
      target="_blank"
      rel="noreferrer"
      title="What it means and what helps"
      className={cn("code underline decoration-dotted underline-offset-2 hover:decoration-solid", className)}
    >
      {code}
    </a>
  );
}
