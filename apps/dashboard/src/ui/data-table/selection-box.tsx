import { lazy, Suspense } from "react";
import type { CheckboxProps } from "../checkbox.tsx";

const Checkbox = lazy(() => import("../checkbox.tsx").then((module) => ({ default: module.Checkbox })));

/** The box that selects rows. Few tables have it: the others load without it. */
export function SelectionBox(props: CheckboxProps) {
  return (
    <Suspense fallback={<span className="size-4" />}>
      <Checkbox {...props} />
    </Suspense>
  );
}
