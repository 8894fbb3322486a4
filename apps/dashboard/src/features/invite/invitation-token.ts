const key = "patchops invitation";

/**
 * The secret behind the `#` of an invitation's link, which stands in the address no longer than it takes to read it, and is kept in
 * this window alone.
 */
export function takeInvitationToken(): string {
  const { hash, pathname } = window.location;
  if (hash.length > 1) {
    window.sessionStorage.setItem(key, hash.slice(1));
    window.history.replaceState(window.history.state, "", pathname);
  }
  return window.sessionStorage.getItem(key) ?? "";
}

export function forgetInvitationToken(): void {
  window.sessionStorage.removeItem(key);
}
