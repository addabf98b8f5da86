import { type Activity, useStore } from "../hookstore.js";
import type {
  Contest,
  ContestEndedParams,
  ContestJoinParams,
  ContestJoinResult,
  ContestStatus,
  ContestSubmitAnswerParams,
  ContestSubmitAnswerResult,
  ID,
  ParticipantsUpdatedParams,
  Question,
} from "../schema.js";

/** What {@link useContest} tells: what contest.join answered, kept up to date by events. */
export interface ContestState extends Partial<Omit<ContestJoinResult, "questions" | "answered">> {
  /** The questions opened so far. */
  readonly questions: readonly Question[];
  /** The questions that were answered. */
  readonly answered: readonly ID[];
  /** How many there are, and who came and went. */
  readonly participants?: ParticipantsUpdatedParams;
  /** What came at the end. */
  readonly ended?: ContestEndedParams;
}

/** What {@link useContest} can do. */
export interface ContestActions {
  /** Joins again; done by itself at first and at the start. */
  join(): Promise<ContestJoinResult | undefined>;
  /** Answers a question. The first answer stands; sending the same again is harmless. */
  submitAnswer(
    questionId: ID,
    answer: string,
    timeSpentMs?: number,
  ): Promise<ContestSubmitAnswerResult | undefined>;
}

/**
 * Takes part in a contest, or watches it with `spectate: true`, as long as
 * somebody looks. One component per contest: the last look leaves it.
 */
export function useContest(
  contestId: ID,
  options?: Pick<ContestJoinParams, "spectate">,
): ContestState & Activity & ContestActions {
  return useStore<ContestState, ContestActions>(
    { questions: [], answered: [] },
    ({ client, get, set, run }) => {
      const join = () =>
        run(
          () => client.contest.join({ contestId, ...options }),
          (joined) => joined,
        );
      const turn = (status: ContestStatus, more?: Partial<ContestState>) =>
        set({ contest: { ...(get().contest as Contest), status }, ...more });
      const mine =
        <P extends { contestId: ID }>(then: (params: P) => unknown) =>
        (params: P) => {
          if (params.contestId === contestId) then(params);
        };
      return {
        actions: {
          join,
          submitAnswer: (questionId, answer, timeSpentMs) =>
            run(
              () =>
                client.contest.submitAnswer({
                  contestId,
                  questionId,
                  answer,
                  timeSpentMs,
                } as ContestSubmitAnswerParams),
              () => ({ answered: [...new Set([...get().answered, questionId])] }),
            ),
        },
        begin: join,
        end: () => run(() => client.contest.leave({ contestId })),
        handlers: {
          "contest.started": mine(join), // for the questions
          "contest.questionOpened": mine(({ question }) =>
            set({
              questions: [...get().questions.filter(({ id }) => id !== question.id), question],
            }),
          ),
          "contest.ended": mine((ended) => turn("completed", { ended })),
          "contest.cancelled": mine(() => turn("cancelled")),
          "contest.leaderboardUpdated": mine((board) => {
            if (board.version >= (get().board?.version ?? 0)) set({ board });
          }),
          "contest.standingUpdated": mine(({ entry }) => set({ me: entry })),
          "contest.participantsUpdated": mine((participants) => set({ participants })),
          snapshot({ topic, snapshot }) {
            if (topic === `contest:${contestId}`) set(snapshot as ContestJoinResult);
          },
        },
      };
    },
    [contestId, options],
  );
}
