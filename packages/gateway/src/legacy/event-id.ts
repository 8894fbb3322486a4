import { idSchema } from "@patchops/contract";

export interface EventPlace {
  streamId: string;
  n: number;
}

/** Unique in its session, and names its stream: `<stream>_<n>`. */
export const eventId = ({ streamId, n }: EventPlace): string => `${streamId}_${n}`;

/** What `eventId` has written; null for anything else. */
export function parseEventId(text: string): EventPlace | null {
  const [, streamId, n] = /^([0-9a-f-]{36})_(\d{1,9})$/.exec(text) ?? [];
  if (streamId === undefined || !idSchema.safeParse(streamId).success) return null;
  return { streamId, n: Number(n) };
}
