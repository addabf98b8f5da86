import { type Activity, useStore } from "../hookstore.js";
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
export function useRealTimeRecommendations(
  params: RecommendationParams = {},
  { autoRequest = true }: RecommendationsOptions = {},
): RecommendationsState & Activity & RecommendationsActions {
  return useStore<RecommendationsState, RecommendationsActions>(
    { questions: [] },
    ({ client: { recommendations }, set, run }) => {
      const show = (result: Recommendations) => result;
      return {
        actions: {
          request: (other = params) => run(() => recommendations.request(other), show),
          refresh: () => run(() => recommendations.refresh(), show),
        },
        begin: () => autoRequest && run(() => recommendations.subscribe(params), show),
        end: () => run(() => recommendations.unsubscribe()),
        handlers: { "recommendations.updated": set },
      };
    },
    [params, autoRequest],
  );
}
