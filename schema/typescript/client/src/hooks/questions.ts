import { type Activity, useStore } from "../hookstore.js";
import type {
  Progress,
  Question,
  QuestionGenerateParams,
  QuestionGenerateResult,
} from "../schema.js";

/** What {@link useQuestionGeneration} tells. */
export interface QuestionGenerationState {
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
export function useQuestionGeneration(): QuestionGenerationState &
  Activity &
  QuestionGenerationActions {
  return useStore<QuestionGenerationState, QuestionGenerationActions>(
    { questions: [] },
    ({ client, run, set }) => {
      let abort: AbortController | undefined;
      const cancel = () => abort?.abort();
      const generate = (params: QuestionGenerateParams) => {
        cancel();
        abort = new AbortController();
        const { signal } = abort;
        const show = (progress?: Progress) => signal.aborted || set({ progress });
        return run(
          () => client.question.generate(params, { signal, onProgress: show }).finally(show),
          ({ questions }) => ({ questions }),
        );
      };
      return { actions: { generate, cancel }, end: cancel };
    },
  );
}
