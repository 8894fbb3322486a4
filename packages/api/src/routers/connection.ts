import { addConnectionInput, connectionRef, updateConnectionInput } from "@patchops/contract";
import {
  addConnection,
  getConnection,
  listConnections,
  refreshConnection,
  removeConnection,
  updateConnection,
  watchReport,
} from "@patchops/services";
import { procedure, router } from "../trpc.ts";
import { whileCurrent } from "../while-current.ts";

export const connectionRouter = router({
  add: procedure.input(addConnectionInput).mutation(({ ctx, input }) => addConnection(ctx.context, input)),
  list: procedure.query(({ ctx }) => listConnections(ctx.context)),
  get: procedure.input(connectionRef).query(({ ctx, input }) => getConnection(ctx.context, input)),
  update: procedure
    .input(updateConnectionInput)
    .mutation(({ ctx, input }) => updateConnection(ctx.context, input)),
  refresh: procedure.input(connectionRef).mutation(({ ctx, input }) => refreshConnection(ctx.context, input)),
  remove: procedure.input(connectionRef).mutation(({ ctx, input }) => removeConnection(ctx.context, input)),
  /** The connect report, line by line while it runs. */
  report: procedure.input(connectionRef).subscription(async function* ({ ctx, input, signal }) {
    yield* whileCurrent(ctx, signal, (standing) => watchReport(ctx.context, input, standing));
  }),
});
