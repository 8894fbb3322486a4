import { type PointerEvent, type RefObject, useRef, useState } from "react";

export interface Span {
  fromMs: number;
  toMs: number;
}

const leastDragPx = 5;

/**
 * Dragging over the time axis chooses what is seen. `track` is the element that spans the axis; the handlers belong to an
 * element around it, so that rows under the pointer still take clicks.
 */
export function useZoom(whole: Span, track: RefObject<Element | null>) {
  const [zoom, setZoom] = useState<Span>();
  const [drag, setDrag] = useState<Span>();
  const start = useRef<{ x: number; atMs: number }>(undefined);
  const wasDragged = useRef(false);
  const seen = zoom ?? whole;

  const at = (event: PointerEvent<HTMLElement>) => {
    const box = track.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    return seen.fromMs + share * (seen.toMs - seen.fromMs);
  };
  const around = (factor: number) => {
    const middle = (seen.fromMs + seen.toMs) / 2;
    const half = ((seen.toMs - seen.fromMs) / 2) * factor;
    const next = { fromMs: Math.max(whole.fromMs, middle - half), toMs: Math.min(whole.toMs, middle + half) };
    setZoom(next.fromMs <= whole.fromMs && next.toMs >= whole.toMs ? undefined : next);
  };

  return {
    seen,
    drag,
    isZoomed: zoom !== undefined,
    /** true right after a drag: the click that ends it chooses no row. */
    wasDragged: () => wasDragged.current,
    reset: () => setZoom(undefined),
    zoomIn: () => around(0.5),
    zoomOut: () => around(2),
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        wasDragged.current = false;
        const box = track.current?.getBoundingClientRect();
        if (!box || event.clientX < box.left || event.clientX > box.right) return;
        if (event.button === 0) start.current = { x: event.clientX, atMs: at(event) };
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const from = start.current;
        if (!from || (!wasDragged.current && Math.abs(event.clientX - from.x) < leastDragPx)) return;
        if (!wasDragged.current) event.currentTarget.setPointerCapture(event.pointerId);
        wasDragged.current = true;
        const here = at(event);
        setDrag({ fromMs: Math.min(from.atMs, here), toMs: Math.max(from.atMs, here) });
      },
      onPointerUp: () => {
        start.current = undefined;
        if (drag && drag.toMs > drag.fromMs) setZoom(drag);
        setDrag(undefined);
      },
      onPointerCancel: () => {
        start.current = undefined;
        setDrag(undefined);
      },
    },
  };
}
