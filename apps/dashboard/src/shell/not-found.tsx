import { Link } from "@tanstack/react-router";
import { buttonVariants } from "../ui/button-variants.ts";
import { EmptyState } from "../ui/empty-state.tsx";

export function NotFound() {
  return (
    <EmptyState
      title="There is no page at this address."
      className="py-24"
      action={
        <Link to="/" className={buttonVariants({ variant: "primary" })}>
          Home
        </Link>
      }
    >
      <title>Not found · PatchOps</title>
      It may have been renamed or removed.
    </EmptyState>
  );
}
