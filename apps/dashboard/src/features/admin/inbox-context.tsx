import type { InboxThread } from "@patchops/contract";
import { formatFullTime } from "../../format/format-time.ts";
import { Facts } from "../../ui/facts.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { ErrorLine } from "../support/error-line.tsx";
import { kindWords } from "../support/support-words.ts";
import { TicketStatus } from "../support/ticket-status.tsx";

const sources: Readonly<Record<InboxThread["source"], string>> = {
  form: "Signed in",
  contact: "By the contact page: nobody has proved the address",
  mail: "By mail: the sender may be forged",
};

/** What is known of who wrote, and the failed calls that they sent along. */
export function InboxContext({ ticket }: { ticket: InboxThread }) {
  const { email, source, kind, status, createdAt, account, errors } = ticket;
  return (
    <>
      <Facts
        label="Request"
        facts={[
          { label: "Status", value: <TicketStatus status={status} /> },
          { label: "What", value: kindWords[kind] },
          { label: "Asked", value: formatFullTime(createdAt) },
          {
            label: "From",
            value: account ? (
              <TextLink to="/admin/users" search={{ q: email }}>
                {email}
              </TextLink>
            ) : (
              email
            ),
          },
          { label: "Came", value: sources[source] },
          { label: "Name", value: account?.name },
          {
            label: "Account",
            value: account ? `${account.status}, made ${formatFullTime(account.createdAt)}` : "None",
          },
          {
            label: "Member of",
            value:
              !!account?.organizations.length &&
              account.organizations.map(({ id, name, plan, role }) => (
                <span key={id} className="block">
                  <TextLink to="/admin/customers" search={{ open: id }} className="underline">
                    {name}
                  </TextLink>{" "}
                  <span className="text-muted">
                    {role}, {plan}
                  </span>
                </span>
              )),
          },
        ]}
      />
      {errors.length > 0 && (
        <section>
          <h3 className="mb-1 text-sm font-medium">Failed calls that they sent along</h3>
          <ul className="divide-y divide-hairline rounded-lg border border-hairline text-xs">
            {errors.map((error) => (
              <li key={`${error.at} ${error.requestId}`} className="px-3 py-2">
                <ErrorLine error={error} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
