import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";

/** Goes to an address of the dashboard that is known as text only: from the palette, a shortcut, a saved view. */
export function useGo(): (path: string) => void {
  const router = useRouter();
  return useCallback((path) => router.history.push(path), [router]);
}
