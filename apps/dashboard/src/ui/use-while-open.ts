import { type Dispatch, type SetStateAction, useEffect, useState } from "react";

/** State of a dialog that is forgotten when it closes: what was typed into it, or shown this once. */
export function useWhileOpen<State>(isOpen: boolean, first: State): [State, Dispatch<SetStateAction<State>>] {
  const [state, setState] = useState(first);
  useEffect(() => {
    if (!isOpen) setState(first);
  }, [isOpen, first]);
  return [state, setState];
}
