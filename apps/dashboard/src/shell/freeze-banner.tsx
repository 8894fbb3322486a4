import type { CurrentAccount } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { Snowflake } from "lucide-react";
import { Time } from "../ui/time.tsx";

/** Stands on every page of an organization in which nothing runs for now: since when, why, and whom to write to. */
export function FreezeBanner({ freeze }: { freeze: NonNullable<CurrentAccount["organization"]["freeze"]> }) {
  const { since, reason, contact } = freeze;
  return (
    <section
      aria-label="Frozen"
      className="flex items-start gap-2 border-b border-hairline bg-error-tint px-4 py-2 text-sm text-error md:px-6"
    >
      <Snowflake aria-hidden className="mt-0.5 size-4 shrink-0" />
      <p className="min-w-0 grow wrap-anywhere">
        <strong className="font-medium">This organization is frozen</strong> (<Time at={since} />
        {reason ? `): ${reason.replace(/[.!]?$/, ".")}` : ")."} Calls, runs, schedules and webhooks are
        refused; what is here stays, and can be read.{" "}
        {contact && (
          <>
            Write to{" "}
            <a href={`mailto:${contact}`} className="underline underline-offset-2">
              {contact}
            </a>{" "}
            or to{" "}
          </>
        )}
        {!contact && "Write to "}
        <Link to="/support" className="font-medium underline underline-offset-2">
          support
        </Link>
        .
      </p>
    </section>
  );
}
