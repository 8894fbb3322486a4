/** The order with one id moved by one place; at either end it stays. */
export function moveColumn(order: readonly string[], id: string, by: 1 | -1): string[] {
  const index = order.indexOf(id);
  const target = index + by;
  const other = order[target];
  if (index < 0 || other === undefined) return [...order];
  return order.with(index, other).with(target, id);
}
