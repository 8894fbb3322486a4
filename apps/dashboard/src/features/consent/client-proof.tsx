import type { ConsentRequest } from "@patchops/contract";
import { BadgeCheck, TriangleAlert } from "lucide-react";
import { VisibleText } from "../../ui/visible-text.tsx";
import { redirectTarget } from "./redirect-target.ts";

/** What is known of who asks: a domain that was proven, or that nothing was. */
export function ClientProof({ client, redirectUri }: Pick<ConsentRequest, "client" | "redirectUri">) {
  const target = redirectTarget(redirectUri);
  return (
    <div className="flex flex-col gap-1.5 rounded-md border border-hairline bg-surface px-3 py-2 text-sm">
      {client.isVerified && client.host ? (
        <p className="flex gap-2">
          <BadgeCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
          <span className="min-w-0 wrap-anywhere">
            Described by <strong className="font-medium">{client.host}</strong>
            {!redirectUri.startsWith("https:") &&
              ". Any program on this computer can come with that name: go on only if you started this yourself just now."}
          </span>
        </p>
      ) : (
        <p className="flex gap-2">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
          <span className="min-w-0 text-pretty wrap-anywhere">
            <strong className="font-medium">Unverified.</strong> Anybody can use this name. Go on only if you
            started this yourself just now.
          </span>
        </p>
      )}
      <p className="text-xs text-muted wrap-anywhere" title={redirectUri}>
        Answers go to <VisibleText>{target}</VisibleText>
      </p>
    </div>
  );
}
