const text = (value: string) => ({ content: [{ type: "text", text: value }] });

/** A result that says what went wrong. */
export const failure = (value: string): Record<string, unknown> => ({ ...text(value), isError: true });

/** A result whose text is the same as its structured content. */
export const structured = (value: Record<string, unknown>): Record<string, unknown> => ({
  ...text(JSON.stringify(value)),
  structuredContent: value,
});
