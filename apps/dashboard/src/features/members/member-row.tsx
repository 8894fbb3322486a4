import { type Member, roles } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { sessionQuery, useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { formatCount } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Select } from "../../ui/select.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import { VisibleText } from "../../ui/visible-text.tsx";
import { BudgetButton } from "../budget/budget-button.tsx";
import { roleLabels } from "./role-labels.ts";

/** A person with their role, which whoever may changes in place. */
export function MemberRow({ member, onRemove }: { member: Member; onRemove: () => void }) {
  const cache = useQueryClient();
  const { user } = useSession();
  const mayNotChange = useRefusal("member.setRole", "change roles");
  const mayNotRemove = useRefusal("member.remove", "remove members");
  const mayNotChangeOwners = useRefusal("member.changeOwners", "make and unmake owners");
  const ofOwner = member.role === "owner" ? mayNotChangeOwners : undefined;
  const change = useMutation(
    trpc.member.setRole.mutationOptions({
      onSuccess: ({ role }) => {
        toast({ title: `${nameOf(member)} is ${role} now` });
        void cache.invalidateQueries({ queryKey: sessionQuery.queryKey });
      },
      onSettled: () => cache.invalidateQueries({ queryKey: trpc.member.list.queryKey() }),
    }),
  );
  const isSelf = member.userId === user.id;
  const failure = change.error && toErrorBody(change.error);
  const refusal = mayNotChange ?? ofOwner;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-56">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium wrap-anywhere">
          <VisibleText>{nameOf(member)}</VisibleText> {isSelf && <Badge tone="accent">you</Badge>}
        </p>
        <p className="text-xs wrap-anywhere text-muted">
          {member.name !== null && <>{member.email} · </>}
          joined <Time at={member.joinedAt} />
          {member.callsPerMonth !== null && (
            <> · at most {formatCount(member.callsPerMonth, "call")} a month</>
          )}
          {member.lastSeenAt && (
            <>
              {" "}
              · seen <Time at={member.lastSeenAt} />
            </>
          )}
        </p>
        {failure && (
          <p role="alert" className="text-xs text-error">
            {failure.message} {failure.next}
          </p>
        )}
      </div>
      <div className="flex items-center gap-2">
        {" "}
        {refusal ? (
          <span className="text-sm text-muted" title={refusal}>
            {roleLabels[member.role].name}
          </span>
        ) : (
          <Select
            label={`Role of ${nameOf(member)}`}
            className="w-30"
            isDisabled={change.isPending}
            options={roles
              .filter((role) => role !== "owner" || !mayNotChangeOwners)
              .map((role) => ({ value: role, label: roleLabels[role].name }))}
            value={change.isPending ? change.variables.role : member.role}
            onChange={(role) => role !== member.role && change.mutate({ userId: member.userId, role })}
          />
        )}
        <BudgetButton kind="member" id={member.userId} name={nameOf(member)} limit={member.callsPerMonth} />
        <GuardedButton
          size="small"
          reason={isSelf ? "To leave, see Settings, Organization." : (mayNotRemove ?? ofOwner)}
          aria-label={`Remove ${nameOf(member)}`}
          onClick={() => !isSelf && !mayNotRemove && !ofOwner && onRemove()}
        >
          Remove
        </GuardedButton>
      </div>
    </li>
  );
}

function nameOf({ name, email }: Member): string {
  return name ?? email;
}
