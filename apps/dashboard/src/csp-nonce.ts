/** The nonce of this response, for libraries that make `<style>` elements; undefined where no policy is set. */
export function cspNonce(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined;
}
