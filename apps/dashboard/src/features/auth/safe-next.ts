/**
 * Where to go after signing in: the wished address when it is a page of this origin, else home. Answers a whole address,
 * because a path alone (`//elsewhere`) may name another host.
 */
export function safeNext(next: string | undefined, origin: string): string {
  const home = `${origin}/`;
  if (!next || !URL.canParse(next, origin)) return home;
  const url = new URL(next, origin);
  const isAccountPage = ["/login", "/signup"].includes(url.pathname);
  return url.origin === origin && !isAccountPage ? url.href : home;
}
