const values: Record<string, string[]> = {
  arg1: ["paris", "park", "party"],
  id: ["1", "12", "123"],
};

/** What the server would complete an argument with. */
export function complete(argument: { name: string; value: string }) {
  const found = (values[argument.name] ?? []).filter((value) => value.startsWith(argument.value));
  return { completion: { values: found, total: found.length, hasMore: false } };
}
