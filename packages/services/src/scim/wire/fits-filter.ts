import type { ScimFilter, ScimOperator, ScimValue } from "./parse-filter.ts";

/** Whether one value of a multi-valued attribute fits a filter; texts are compared without case, and "True" is true. */
export function fitsFilter(value: Readonly<Record<string, unknown>>, filter: ScimFilter): boolean {
  switch (filter.kind) {
    case "and":
      return filter.parts.every((part) => fitsFilter(value, part));
    case "or":
      return filter.parts.some((part) => fitsFilter(value, part));
    case "not":
      return !fitsFilter(value, filter.part);
    case "element":
      return false;
    case "present":
      return (subOf(value, filter.attribute) ?? "") !== "";
    case "compare":
      return compares(plain(subOf(value, filter.attribute)), filter.operator, plain(filter.value));
  }
}

function subOf(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.entries(value).find(([key]) => key.toLowerCase() === name)?.[1];
}

function plain(value: unknown): ScimValue {
  if (typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value !== "string") return null;
  const lower = value.toLowerCase();
  return lower === "true" || lower === "false" ? lower === "true" : lower;
}

function compares(left: ScimValue, operator: ScimOperator, right: ScimValue): boolean {
  switch (operator) {
    case "eq":
      return left === right;
    case "ne":
      return left !== right;
    case "co":
      return String(left ?? "").includes(String(right));
    case "sw":
      return String(left ?? "").startsWith(String(right));
    case "ew":
      return String(left ?? "").endsWith(String(right));
    case "gt":
      return left !== null && right !== null && left > right;
    case "ge":
      return left !== null && right !== null && left >= right;
    case "lt":
      return left !== null && right !== null && left < right;
    case "le":
      return left !== null && right !== null && left <= right;
  }
}
