import { lazy, Suspense, useState } from "react";
import { Button } from "../../ui/button.tsx";

const SsoForm = lazy(() => import("./sso-form.tsx").then((module) => ({ default: module.SsoForm })));

/** Opens the form of single sign-on, which most never need. */
export function SsoButton({ next }: { next: string | undefined }) {
  const [isOpen, setIsOpen] = useState(false);
  const button = (
    <Button size="large" className="mt-3 w-full" isBusy={isOpen} onClick={() => setIsOpen(true)}>
      Single sign-on
    </Button>
  );
  if (!isOpen) return button;
  return (
    <Suspense fallback={button}>
      <SsoForm next={next} />
    </Suspense>
  );
}
