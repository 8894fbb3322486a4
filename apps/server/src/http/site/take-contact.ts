import { AppError, contactInput } from "@patchops/contract";
import { askByContact, type Visit } from "@patchops/services";
import type { ContactState } from "./contact-page.ts";

/** Takes what the contact form sent; what is wrong with it is the answer, beside what was written. */
export async function takeContact(visit: Visit, fields: Record<string, unknown>): Promise<ContactState> {
  const values = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === "string" ? value : ""]),
  );
  // People do not see this field, programs fill it in: they learn nothing.
  if (values.website) return { values: {}, isSent: true };
  const parsed = contactInput.safeParse(values);
  if (!parsed.success) return { values, problem: parsed.error.issues[0]?.message ?? "Something is missing." };
  try {
    await askByContact(visit, parsed.data);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { values, problem: `${error.message} ${error.next ?? ""}`.trim() };
  }
  return { values: {}, isSent: true };
}
