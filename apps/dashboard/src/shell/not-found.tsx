import { Link, useMatches } from "@tanstack/react-router";
import { buttonVariants } from "../ui/button-variants.ts";

/** For an address without a page: the whole window, or the place of the page within the frame. */
export function NotFound() {
  const isAlone = useMatches({ select: (matches) => matches.length === 1 });
  const Frame = isAlone ? "main" : "section";
  const Heading = isAlone ? "h1" : "h2";
  return (
    <Frame className="flex flex-col items-center gap-1 px-4 py-24 text-center">
      <title>Not found · PatchOps</title>
      <Heading className="text-base font-medium text-balance">There is no page at this address.</Heading>
      <p className="text-sm text-muted">It may have been renamed or removed.</p>
      <Link to="/" className={buttonVariants({ variant: "primary", className: "mt-3" })}>
        Home
      </Link>
    </Frame>
  );
}
