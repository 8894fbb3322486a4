import { trpc } from "../../api/client.ts";

/** What a visitor may know of the instance: whether sign-up is open and who will own it. */
export const instanceQuery = trpc.instance.info.queryOptions(undefined, { staleTime: 10_000 });
