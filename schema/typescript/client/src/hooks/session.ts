import type { Failure } from "../errors.js";
import { type Activity, useStore } from "../hookstore.js";
import type { Session, SessionStartParams, SessionSummary, StateObject } from "../schema.js";

/** What {@link useSession} tells. */
export interface SessionState {
  /** The active study session, shared by all devices of the user; missing when there is none. */
  readonly session?: Session | undefined;
}

/** What {@link useSession} can do. */
export interface SessionActions {
  /** Begins a session; an older active one is ended. */
  start(params: SessionStartParams): Promise<Session | undefined>;
  /**
   * Changes the session's state by a merge patch (RFC 7396). When another
   * device was first, `error` has the reason "version_conflict" and holds the
   * session as it is now; it also comes by itself.
   */
  update(patch: StateObject): Promise<Session | undefined>;
  /** Ends the session and sums it up. */
  end(): Promise<SessionSummary | undefined>;
}

/** Follows the active study session, whichever device changes it. */
export function useSession(): SessionState & Activity & SessionActions {
  return useStore<SessionState, SessionActions>(
    {},
    ({ client: { session: sessions }, get, set, run }) => {
      const show = ({ session }: SessionState) => set({ session });
      const load = () =>
        run(
          () =>
            sessions.get().catch((error: Failure) => {
              if (error.reason !== "not_found") throw error;
              return undefined;
            }),
          (session) => ({ session }),
        );
      return {
        // Their events tell every device, this one too, and in order.
        actions: {
          start: (params) => run(() => sessions.start(params)),
          update: (patch) =>
            run(() => sessions.update({ version: get().session?.version ?? 1, patch })),
          end: () => run(() => sessions.end()),
        },
        begin: load,
        handlers: {
          "session.updated": show,
          "session.ended": ({ session }) => session.id === get().session?.id && show({}),
          "session.deviceJoined": load,
          "session.deviceLeft": load,
        },
      };
    },
  );
}
