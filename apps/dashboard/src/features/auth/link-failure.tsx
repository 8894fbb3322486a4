import { toErrorBody } from "../../api/to-error-body.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";

export interface LinkFailureProps {
  title: string;
  error: unknown;
  /** Where another link is asked for. */
  newLinkPath: string;
}

/** Why a mailed link did nothing; one that is used up or too old leads to another one. */
export function LinkFailure({ title, error, newLinkPath }: LinkFailureProps) {
  const { code, message, next } = toErrorBody(error);
  return (
    <ErrorPanel
      title={title}
      cause={message}
      next={
        code === "not_found" ? (
          <a href={newLinkPath} className="text-link underline underline-offset-2">
            Have a new link sent
          </a>
        ) : (
          next
        )
      }
    />
  );
}
