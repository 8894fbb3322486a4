import type { AwaitedSignIn } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { LogIn } from "lucide-react";
import { buttonVariants } from "../../ui/button-variants.ts";
import { VisibleText } from "../../ui/visible-text.tsx";

/** What a run waits for, and where a person does it; the run goes on by itself. */
export function AwaitedSignIns({ waitsFor }: { waitsFor: readonly AwaitedSignIn[] }) {
  const bySlug = new Map(waitsFor.map((each) => [each.connection, each]));
  return (
    <section
      aria-label="What it waits for"
      className="flex flex-col gap-3 rounded-lg border border-warning bg-warning-tint px-3 py-2.5 text-sm"
    >
      {[...bySlug.values()].map(({ connection, name, message }) => (
        <div key={connection} className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <p className="min-w-0 grow wrap-anywhere">
            <VisibleText>{message}</VisibleText>
          </p>
          <Link
            to="/connections/$slug"
            params={{ slug: connection }}
            target="_blank"
            className={buttonVariants({ size: "small" })}
          >
            <LogIn aria-hidden /> Sign in to {name}
          </Link>
        </div>
      ))}
      <p className="text-xs text-muted">
        Its time stands still meanwhile, for up to 10 minutes. It goes on by itself.
      </p>
    </section>
  );
}
