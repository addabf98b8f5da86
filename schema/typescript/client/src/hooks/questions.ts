import { type Activity, createHook } from "../hookstore.js";
import type {
  Progress,
  Question,
  QuestionGenerateParams,
  QuestionGenerateResult,
} from "../schema.js";

/** What {@link useQuestionGeneration} tells. */
export interface QuestionGenerationState
  extends Partial<Omit<QuestionGenerateResult, "questions">> {
  /** The questions of the last call that came to an end. */
  readonly questions: readonly Question[];
  /** How far the call is; only while one is on its way. */
  readonly progress?: Progress | undefined;
}

/** What {@link useQuestionGeneration} can do. */
export interface QuestionGenerationActions {
  /** Asks for questions; a call that is still on its way is cancelled. */
  generate(params: QuestionGenerateParams): Promise<QuestionGenerateResult | undefined>;
  /** Cancels the call that is on its way. */
  cancel(): void;
}

/** Generates questions with live progress. What is on its way is cancelled when nobody looks any more. */
export const useQuestionGeneration: () => QuestionGenerationState &
  Activity &
  QuestionGenerationActions = /* @__PURE__ */ createHook<
  QuestionGenerationState,
  QuestionGenerationActions,
  []
>({ questions: [] }, (kit) => {
  let abort: AbortController | undefined;
  const end = () => abort?.abort();
  return {
    actions: {
      generate(params) {
        end();
        abort = new AbortController();
        const { signal } = abort;
        const onProgress = (progress?: Progress) => signal.aborted || kit.show({ progress });
        return kit
          .run(kit.api.question.generate(params, { signal, onProgress }), kit.show)
          .finally(onProgress);
      },
      cancel: end,
    },
    quit: end,
  };
});
