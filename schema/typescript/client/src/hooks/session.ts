import { type Activity, createHook } from "../hookstore.js";
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
export const useSession: () => SessionState & Activity & SessionActions =
  /* @__PURE__ */ createHook<SessionState, SessionActions, []>({}, (kit) => {
    let turn: Promise<unknown> = Promise.resolve(); // each change is made of what the one before made
    // Of two sessions the later one counts, of one its greatest version. The end is one more.
    const take = (session: Session) =>
      kit.put(
        "session",
        session.status === "active" ? session : undefined,
        session.startedAt + (1e9 + session.version),
      );
    const told = ({ session }: { session: Session }) => take(session);
    // The newest of all: it is the active one, or there is none.
    const begin = () => {
      turn = kit.run(kit.api.session.list({ limit: 1 }), ({ items }) => items.map(take));
      return turn;
    };
    return {
      actions: {
        start: (params) => kit.run(kit.api.session.start(params), take),
        update(patch) {
          turn = turn.then(() =>
            kit.run(
              kit.api.session.update({ version: kit.shown.session?.version ?? 1, patch }),
              take,
            ),
          );
          return turn as Promise<Session | undefined>;
        },
        end: () => kit.run(kit.api.session.end()),
      },
      begin,
      handlers: {
        "session.updated": told,
        "session.ended": told,
        "session.deviceJoined": begin,
        "session.deviceLeft": begin,
      },
    };
  });
