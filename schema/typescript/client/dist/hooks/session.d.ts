import { type Activity } from "../hookstore.js";
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
export declare const useSession: () => SessionState & Activity & SessionActions;
