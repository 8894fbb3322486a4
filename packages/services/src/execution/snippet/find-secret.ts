/** Forms of well-known keys; each names itself. */
const forms: readonly (readonly [string, RegExp])[] = [
  ["a PatchOps key", /\bp[os]_[A-Za-z0-9]{22}_[A-Za-z0-9]{22}_[A-Za-z0-9]{40,}/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})/],
  ["a Slack token", /\bxox[abprs]-[A-Za-z0-9-]{20,}/],
  ["a Stripe key", /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/],
  ["an OpenAI or Anthropic key", /\bsk-[A-Za-z0-9_-]{24,}/],
  ["an AWS key", /\bAKIA[0-9A-Z]{16}\b/],
  ["a JSON Web Token", /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ["a bearer token", /\bBearer\s+[A-Za-z0-9._~+/-]{20,}/],
];

/** What kind of secret a text holds, or null. */
export function findSecret(text: string): string | null {
  return forms.find(([, form]) => form.test(text))?.[0] ?? null;
}
