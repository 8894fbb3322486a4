import type { Ticket } from "@patchops/contract";

export const kindWords: Readonly<Record<Ticket["kind"], string>> = {
  question: "A question",
  problem: "Something does not work",
  feedback: "Feedback",
  privacy: "My data",
};
