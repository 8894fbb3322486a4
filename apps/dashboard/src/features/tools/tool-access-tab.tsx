import type { ToolDetail } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { useSession } from "../../api/session.ts";
import { buttonVariants } from "../../ui/button-variants.ts";
import { TextLink } from "../../ui/text-link.tsx";
import { PolicyBadge } from "../policies/policy-badge.tsx";
import { RuleForm } from "../policies/rule-form.tsx";
import { RuleList } from "../policies/rule-list.tsx";

/** Who may call it, which rule decides for the reader, and in which profiles it is found. */
export function ToolAccessTab({ tool, profile }: { tool: ToolDetail; profile: string | undefined }) {
  const { scopes, role } = useSession();
  const reason = scopes.includes("policies:manage")
    ? undefined
    : `Your role (${role}) may not change policies.`;
  const { decision, rules, profiles } = tool;
  const inside = profiles.filter(({ exposedName }) => exposedName !== null);
  return (
    <div className="flex flex-col gap-6">
      <section aria-label="Policy" className="flex flex-col gap-3">
        <h3 className="text-base font-semibold">Policy</h3>
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <PolicyBadge action={decision.action} />
          <span className="text-muted">for you, by</span> {decision.rule.label}
        </p>
        {rules.length > 0 && (
          <RuleList
            rules={rules}
            marked={decision.rule.id ?? undefined}
            mark="decides for you"
            reason={reason}
          />
        )}
        <RuleForm tool={tool.organizationName} reason={reason} />
      </section>
      <section aria-label="Profiles" className="flex flex-col gap-2">
        <h3 className="text-base font-semibold">Profiles</h3>
        {inside.length === 0 ? (
          <p className="text-sm text-muted">
            {profiles.length === 0
              ? "There are no profiles: clients at /mcp see it."
              : "It is in no profile."}
          </p>
        ) : (
          <ul className="flex flex-col">
            {inside.map(({ slug, name, exposedName }) => (
              <li key={slug} className="flex min-h-7 flex-wrap items-center gap-x-2 text-sm">
                <TextLink
                  to="/settings/profiles/$slug"
                  params={{ slug }}
                  className="inline-flex min-h-6 items-center"
                >
                  {name}
                </TextLink>
                <span className="code text-xs text-muted">{exposedName}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <Link
        to="/tools/why"
        search={{ tool: tool.name, ...(profile !== undefined && { profile }) }}
        className={buttonVariants({ variant: "secondary", className: "self-start" })}
      >
        Why missing?
      </Link>
    </div>
  );
}
