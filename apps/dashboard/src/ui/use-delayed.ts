import { useEffect, useState } from "react";

/** Follows `isOn`, but turns on only after it lasted: what is quick shows no skeleton at all. */
export function useDelayed(isOn: boolean, delayMs = 150): boolean {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    if (!isOn) {
      setIsLate(false);
      return;
    }
    const timer = setTimeout(() => setIsLate(true), delayMs);
    return () => clearTimeout(timer);
  }, [isOn, delayMs]);
  return isOn && isLate;
}
