import type { ReactNode } from "react";
import { toErrorBody } from "../../api/to-error-body.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Time } from "../../ui/time.tsx";

export interface RevokeDialogProps<Access> {
  /** What is to be revoked; undefined = the dialog is closed. */
  access: Access | undefined;
  kind: "app" | "key";
  nameOf: (access: Access) => string;
  /** What stops with it. */
  children: (access: Access) => ReactNode;
  revoke: { mutate: (of: { id: string }) => void; isPending: boolean; error: unknown; reset: () => void };
  onClose: () => void;
}

/** Asks before a key or an app loses its access, and says what stops and when it was used last. */
export function RevokeDialog<Access extends { id: string; lastUsedAt: string | null }>({
  access,
  kind,
  nameOf,
  children,
  revoke,
  onClose,
}: RevokeDialogProps<Access>) {
  return (
    <ConfirmDialog
      isOpen={access !== undefined}
      onClose={() => {
        onClose();
        revoke.reset();
      }}
      title={`Revoke ${access ? nameOf(access) : `the ${kind}`}?`}
      action={`Revoke ${kind}`}
      onConfirm={() => access && revoke.mutate({ id: access.id })}
      isBusy={revoke.isPending}
      error={revoke.error ? toErrorBody(revoke.error).message : undefined}
    >
      {access && (
        <div className="flex flex-col gap-2">
          <p>{children(access)}</p>
          <p>
            {access.lastUsedAt ? (
              <>
                It was last used <Time at={access.lastUsedAt} />.
              </>
            ) : (
              "It was never used."
            )}
          </p>
        </div>
      )}
    </ConfirmDialog>
  );
}
