/** A URI without its query and login, which may hold a secret. */
export function uriToShow(uri: string): string {
  return uri.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//");
}
