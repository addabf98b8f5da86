import { type Activity, createHook } from "../hookstore.js";
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
export const useContest: (
  contestId: ID,
  options?: Pick<ContestJoinParams, "spectate">,
) => ContestState & Activity & ContestActions = /* @__PURE__ */ createHook<
  ContestState,
  ContestActions,
  [contestId: ID, options?: Pick<ContestJoinParams, "spectate">]
>({ questions: [], answered: [] }, (kit, contestId, options) => {
  const joined = ({ board, me, ...rest }: ContestJoinResult) => {
    kit.show(rest);
    kit.put("board", board);
    kit.put("me", me, board.version);
  };
  const begin = () => kit.run(kit.api.contest.join({ contestId, ...options }), joined);
  const turn = (status: ContestStatus, more?: Partial<ContestState>) =>
    kit.show({ contest: { ...(kit.shown.contest as Contest), status }, ...more });
  return {
    actions: {
      join: begin,
      submitAnswer: (questionId, answer, timeSpentMs) =>
        kit.run(
          kit.api.contest.submitAnswer({
            contestId,
            questionId,
            answer,
            timeSpentMs,
          } as ContestSubmitAnswerParams),
          () =>
            kit.show({
              answered: [...new Set([...kit.shown.answered, questionId])],
            }),
        ),
    },
    begin,
    quit: () => kit.run(kit.api.contest.leave({ contestId })),
    only: contestId,
    handlers: {
      "contest.started": begin, // for the questions
      "contest.questionOpened": ({ question }) =>
        kit.show({
          questions: [...kit.shown.questions.filter(({ id }) => id !== question.id), question],
        }),
      "contest.ended": (ended) => turn("completed", { ended }),
      "contest.cancelled": () => turn("cancelled"),
      "contest.leaderboardUpdated": (board) => kit.put("board", board),
      "contest.standingUpdated": ({ version, entry }) => kit.put("me", entry, version),
      "contest.participantsUpdated": (participants) => kit.put("participants", participants),
      snapshot({ snapshot }) {
        // It is none where the topic cannot be read any more, and may be of the user.
        if ((snapshot as ContestJoinResult)?.contest?.id === contestId)
          joined(snapshot as ContestJoinResult);
      },
    },
  };
});
