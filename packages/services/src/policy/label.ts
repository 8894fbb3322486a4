import type { PolicySnapshot } from "../connection/index.ts";

const roleWords = { owner: "owners", admin: "admins", member: "members", viewer: "viewers" } as const;

/** A rule in words: `block shop_send for members in the profile reading`. */
export function policyLabel(rule: PolicySnapshot): string {
  const target = rule.tool ?? (rule.connection === null ? "every tool" : `the tools of ${rule.connection}`);
  const callers = [
    ...(rule.role === null ? [] : [`for ${roleWords[rule.role]}`]),
    ...(rule.apiKeyId === null ? [] : [`with the key ${rule.apiKeyName ?? "(gone)"}`]),
    ...(rule.profile === null ? [] : [`in the profile ${rule.profile}`]),
  ];
  const words = [rule.action, rule.action === "ask" ? `before ${target}` : target, ...callers].join(" ");
  return rule.action === "ask" && rule.allowsSelfApproval === false ? `${words}, by somebody else` : words;
}
