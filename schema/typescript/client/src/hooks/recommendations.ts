import { type Activity, createHook } from "../hookstore.js";
import type { Recommendation, RecommendationParams, Recommendations } from "../schema.js";

/** What {@link useRealTimeRecommendations} tells. */
export interface RecommendationsState {
  /** What to practise next, best first. */
  readonly questions: readonly Recommendation[];
  /** Which model chose them; missing until they came. */
  readonly modelVersion?: string;
}

/** What {@link useRealTimeRecommendations} can do. */
export interface RecommendationsActions {
  /** Asks once, with other params if given. */
  request(other?: RecommendationParams): Promise<Recommendations | undefined>;
  /** Asks anew, for all devices of the user. */
  refresh(): Promise<Recommendations | undefined>;
}

/** What {@link useRealTimeRecommendations} takes besides the params. */
export interface RecommendationsOptions {
  /** Asks by itself, and has the gateway send new ones as answers come in. Default true. */
  autoRequest?: boolean | undefined;
}

/** Recommends questions, and goes on doing it as answers come in. */
export const useRealTimeRecommendations: (
  params?: RecommendationParams,
  options?: RecommendationsOptions,
) => RecommendationsState & Activity & RecommendationsActions = /* @__PURE__ */ createHook<
  RecommendationsState,
  RecommendationsActions,
  [params?: RecommendationParams, options?: RecommendationsOptions]
>({ questions: [] }, (kit, params = {}, { autoRequest = true } = {}) => {
  return {
    actions: {
      request: (other = params) => kit.run(kit.api.recommendations.request(other), kit.show),
      refresh: () => kit.run(kit.api.recommendations.refresh()), // its event tells every device
    },
    begin: () => autoRequest && kit.run(kit.api.recommendations.subscribe(params), kit.show),
    quit: () => autoRequest && kit.run(kit.api.recommendations.unsubscribe()),
    handlers: { "recommendations.updated": kit.show },
  };
});
