import type { ToolAccess } from "@patchops/contract";
import { useRouter } from "@tanstack/react-router";
import { Circle, CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { buttonVariants } from "../../ui/button-variants.ts";
import { cn } from "../../ui/cn.ts";

const titles = {
  connection: "Connection",
  definition: "Definition",
  profile: "Profile",
  policy: "Policy",
  client: "Client",
} as const;

const looks = {
  ok: { icon: CircleCheck, word: "passes", className: "text-ok" },
  warning: { icon: TriangleAlert, word: "passes, but", className: "text-warning" },
  broken: { icon: CircleAlert, word: "stops here", className: "text-error" },
  unreached: { icon: Circle, word: "not reached", className: "text-muted" },
} as const;

/** Every link from the connection to the client; the first break carries its button. */
export function AccessChain({ access }: { access: ToolAccess }) {
  const { name, exposedName, client, isOffered, chain } = access;
  return (
    <section aria-label="The chain" className="flex flex-col gap-3">
      <p role="status" className="text-base font-medium wrap-anywhere">
        {isOffered
          ? `${name} is offered to ${client}${exposedName === null || exposedName === name ? "" : ` as ${exposedName}`}.`
          : `${name} is not offered to ${client}.`}
      </p>
      <ol className="divide-y divide-hairline rounded-lg border border-hairline">
        {chain.map((link) => (
          <ChainLink key={link.step} link={link} />
        ))}
      </ol>
    </section>
  );
}

function ChainLink({ link: { step, state, finding, remedy } }: { link: ToolAccess["chain"][number] }) {
  const router = useRouter();
  const { icon: Icon, word, className } = looks[state];
  return (
    <li
      aria-current={state === "broken" || undefined}
      className={cn(
        "flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3",
        state === "broken" && "bg-error-tint",
      )}
    >
      <Icon aria-hidden className={cn("size-4 shrink-0", className)} />
      <div className="min-w-0 grow basis-48">
        <p className="text-sm">
          <span className="font-medium">{titles[step]}</span>{" "}
          <span className={cn("text-xs", state === "broken" ? "text-error" : "text-muted")}>{word}</span>
        </p>
        <p className={cn("text-sm wrap-anywhere", state === "broken" ? "text-text" : "text-muted")}>
          {finding}
        </p>
      </div>
      {remedy && (
        <a
          href={remedy.href}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
            event.preventDefault();
            router.history.push(remedy.href);
          }}
          className={buttonVariants({ variant: state === "broken" ? "primary" : "secondary" })}
        >
          {remedy.label}
        </a>
      )}
    </li>
  );
}
