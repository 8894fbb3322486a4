import type { CurrentAccount, Impersonation } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import { trpc } from "../api/client.ts";
import { enterAs } from "../api/session.ts";
import { toErrorBody } from "../api/to-error-body.ts";
import { formatDayAndTime } from "../format/format-time.ts";
import { Button } from "../ui/button.tsx";

export interface ImpersonationBannerProps {
  impersonation: Impersonation;
  account: Pick<CurrentAccount, "user" | "organization">;
}

/** Stands on top of every page while an admin of the instance looks at what somebody sees, and ends that. */
export function ImpersonationBanner({ impersonation, account }: ImpersonationBannerProps) {
  const { by, reason, endsAt } = impersonation;
  const end = useMutation(
    trpc.account.endImpersonation.mutationOptions({ onSuccess: () => enterAs("/admin/users") }),
  );
  return (
    <section
      aria-label="Looking as somebody else"
      className="sticky top-0 z-30 flex flex-wrap items-center gap-x-3 gap-y-1 bg-accent px-4 py-2 text-sm text-on-accent max-md:top-12 md:px-6"
    >
      <Eye aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0 grow basis-64 wrap-anywhere">
        {end.error ? (
          <span role="alert">{toErrorBody(end.error).message}</span>
        ) : (
          <>
            <strong className="font-medium">
              {by} as {account.user.email}
            </strong>{" "}
            in {account.organization.name}: read only until {formatDayAndTime(endsAt)}, without what is said
            in calls, and told to them. {reason}
          </>
        )}
      </p>
      <Button size="small" isBusy={end.isPending} onClick={() => end.mutate()}>
        End
      </Button>
    </section>
  );
}
