import { useEffect, useEffectEvent } from "react";
import { Button } from "../button.tsx";

export interface LoadMoreProps {
  /** The end of what is loaded comes into view. */
  isNear: boolean;
  isLoading: boolean;
  onLoad: () => void;
}

/** Fetches the next page by itself; the button is there for when that did not work. */
export function LoadMore({ isNear, isLoading, onLoad }: LoadMoreProps) {
  const load = useEffectEvent(onLoad);
  useEffect(() => {
    if (isNear) load();
  }, [isNear]);
  return (
    <div className="flex justify-center py-2">
      <Button variant="quiet" size="small" isBusy={isLoading} onClick={onLoad}>
        {isLoading ? "Loading more" : "Load more"}
      </Button>
    </div>
  );
}
