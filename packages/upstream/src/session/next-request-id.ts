let last = 0;

/** Ids of our own towards upstreams, never used twice in this process: no answer can be taken for another's. */
export function nextRequestId(): number {
  last += 1;
  return last;
}
