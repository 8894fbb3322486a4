import { useState } from "react";

const storageKey = "patchops.sidebar";

function read(): boolean {
  try {
    return localStorage.getItem(storageKey) === "folded";
  } catch {
    return false;
  }
}

/** Whether the sidebar is folded; kept in this browser. */
export function useFolded(): [isFolded: boolean, setIsFolded: (isFolded: boolean) => void] {
  const [isFolded, setIsFolded] = useState(read);
  return [
    isFolded,
    (next) => {
      setIsFolded(next);
      try {
        localStorage.setItem(storageKey, next ? "folded" : "open");
      } catch {
        // Without storage it lasts as long as the page.
      }
    },
  ];
}
