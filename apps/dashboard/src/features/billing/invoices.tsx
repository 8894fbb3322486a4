import type { Invoice } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { formatCents } from "../../format/format-cents.ts";
import { formatCount } from "../../format/format-number.ts";
import { formatUtcDay } from "../../format/format-time.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";

const tones: Record<string, Tone> = { paid: "ok", open: "warning", uncollectible: "error" };
const link = "text-link underline underline-offset-2";

/** What was billed, with its documents; each line of calls opens them. */
export function Invoices() {
  const refusal = useRefusal("billing.invoices", "see the invoices");
  const query = useQuery(trpc.billing.invoices.queryOptions({ limit: 24 }, { enabled: !refusal }));
  return (
    <section aria-labelledby="invoices" className="flex flex-col gap-3">
      <h2 id="invoices" className="text-sm font-medium">
        Invoices
      </h2>
      {refusal ? (
        <p className="text-sm text-muted">{refusal}</p>
      ) : (
        <Loadable query={query} what="the invoices" skeleton={<SkeletonRows rows={3} rowClassName="h-12" />}>
          {(invoices) =>
            invoices.length === 0 ? (
              <EmptyState icon={<FileText />} title="No invoice yet." className="py-6">
                The first one comes with a subscription.
              </EmptyState>
            ) : (
              <ul className="divide-y divide-hairline rounded-lg border border-hairline">
                {invoices.map((invoice) => (
                  <Row key={invoice.id} invoice={invoice} />
                ))}
              </ul>
            )
          }
        </Loadable>
      )}
    </section>
  );
}

/** How many are beyond the plan; of what is in its price the amount says enough. */
function callsText({ isIncluded, quantity }: Invoice["lines"][number]): string {
  if (isIncluded) return ", in the plan";
  return quantity === null ? ", beyond the plan" : `, beyond the plan: ${formatCount(quantity, "call")}`;
}

function Row({ invoice }: { invoice: Invoice }) {
  const { number, status, currency, total, createdAt, pdfUrl, hostedUrl, lines } = invoice;
  const name = number ?? "draft";
  return (
    <li className="px-4 py-3 text-sm">
      <details>
        <summary className="flex cursor-pointer flex-wrap items-center gap-x-4 gap-y-1">
          <span className="code">{name}</span>
          <span className="text-muted">{formatUtcDay(createdAt)}</span>
          <Badge tone={tones[status] ?? "neutral"}>{status}</Badge>
          <span className="numbers ml-auto">{formatCents(total, currency)}</span>
        </summary>
        <ul className="mt-2 flex flex-col gap-1 text-xs">
          {lines.map((line) => (
            <li key={line.id} className="flex flex-wrap justify-between gap-x-4">
              <span className="min-w-0">
                {line.path === null ? (
                  line.description
                ) : (
                  <a href={line.path} className={link}>
                    {line.description}
                  </a>
                )}
                {line.kind === "usage" && <span className="text-muted">{callsText(line)}</span>}
              </span>
              <span className="numbers">{formatCents(line.amount, currency)}</span>
            </li>
          ))}
        </ul>
      </details>
      {(pdfUrl || hostedUrl) && (
        <p className="mt-1 flex gap-4 text-xs">
          {pdfUrl && (
            <a href={pdfUrl} target="_blank" rel="noreferrer" className={link} aria-label={`PDF of ${name}`}>
              PDF
            </a>
          )}
          {hostedUrl && (
            <a
              href={hostedUrl}
              target="_blank"
              rel="noreferrer"
              className={link}
              aria-label={status === "open" ? `Pay ${name}` : `See ${name}`}
            >
              {status === "open" ? "Pay" : "See"}
            </a>
          )}
        </p>
      )}
    </li>
  );
}
