import { lazy, Suspense, useState } from "react";
import { useRefusal } from "../../api/use-refusal.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";

const ThresholdsForm = lazy(() =>
  import("./thresholds-form.tsx").then((module) => ({ default: module.ThresholdsForm })),
);

/** Shows and sets at what of the month's usage the organization is told besides 80 % and 100 %. */
export function ThresholdsButton() {
  const refusal = useRefusal("usage.addThreshold", "set alerts");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <GuardedButton size="small" reason={refusal} onClick={() => !refusal && setIsOpen(true)}>
        Alerts
      </GuardedButton>
      <Dialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title="Alerts"
        description="Owners and admins are told at 80 % and 100 % of the plan and of each budget, and at these, once a month each."
      >
        <Suspense fallback={<SkeletonRows rows={2} isBare />}>
          <ThresholdsForm />
        </Suspense>
      </Dialog>
    </>
  );
}
