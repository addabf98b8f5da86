import { type Activity } from "../hookstore.js";
import type { Analytics, AnalyticsParams, RecordAnswerParams, Session, SessionStartParams, SessionSummary } from "../schema.js";
/** What {@link useRealTimeAnalytics} tells. */
export interface AnalyticsState {
    /** The figures now; missing until they came. */
    readonly analytics?: Analytics | undefined;
}
/** What {@link useRealTimeAnalytics} can do. */
export interface AnalyticsActions {
    /** Counts an answer that was given elsewhere. */
    recordAnswer(params: RecordAnswerParams): Promise<Analytics | undefined>;
    /** Begins a study session; an older active one is ended. */
    startSession(params: SessionStartParams): Promise<Session | undefined>;
    /** Ends the active study session and sums it up. */
    endSession(): Promise<SessionSummary | undefined>;
}
/** Follows the figures of the user as answers come in, of one session or of the active one. */
export declare const useRealTimeAnalytics: (params?: AnalyticsParams) => AnalyticsState & Activity & AnalyticsActions;
