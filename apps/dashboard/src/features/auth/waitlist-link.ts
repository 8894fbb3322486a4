/** What the link of an invitation from the waitlist holds behind its #; null for another address. */
export function readWaitlistLink(hash: string): { token: string; email: string } | null {
  const given = new URLSearchParams(hash.slice(1));
  const token = given.get("waitlist");
  const email = given.get("email");
  return token && email ? { token, email } : null;
}
