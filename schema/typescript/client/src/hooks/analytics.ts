import { type Activity, createHook } from "../hookstore.js";
import type {
  Analytics,
  AnalyticsParams,
  RecordAnswerParams,
  Session,
  SessionStartParams,
  SessionSummary,
} from "../schema.js";

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
export const useRealTimeAnalytics: (
  params?: AnalyticsParams,
) => AnalyticsState & Activity & AnalyticsActions = /* @__PURE__ */ createHook<
  AnalyticsState,
  AnalyticsActions,
  [params?: AnalyticsParams]
>({}, (kit, params = {}) => {
  const show = (analytics: Analytics) =>
    kit.put("analytics", analytics, analytics.overall.answered);
  const begin = () => kit.run(kit.api.analytics.get(params), show);
  // What comes by itself, or with an answer, is of another session than one that is named.
  const take = params.sessionId ? begin : show;
  return {
    actions: {
      recordAnswer: (answer) => kit.run(kit.api.analytics.recordAnswer(answer), take),
      startSession: (session) => kit.run(kit.api.session.start(session), begin),
      endSession: () => kit.run(kit.api.session.end(), begin),
    },
    begin,
    handlers: { "analytics.updated": ({ analytics }) => take(analytics) },
  };
});
