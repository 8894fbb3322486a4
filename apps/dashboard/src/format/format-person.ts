/** `Ada (ada@example.com)`, or the address alone. */
export function formatPerson({ name, email }: { name: string | null; email: string }): string {
  return name ? `${name} (${email})` : email;
}
