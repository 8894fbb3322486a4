/** What everybody may know of a ticket who may know of it. */
export const ticketFields = ["id", "kind", "subject", "status", "createdAt", "lastMessageAt"] as const;
