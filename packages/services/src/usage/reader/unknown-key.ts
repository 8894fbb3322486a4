/** The key of calls that named no tool of ours, or have nothing that is asked for. */
export const unknownKey = "unknown";
