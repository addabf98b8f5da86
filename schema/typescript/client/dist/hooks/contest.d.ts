import { type Activity } from "../hookstore.js";
import type { ContestEndedParams, ContestJoinParams, ContestJoinResult, ContestSubmitAnswerResult, ID, ParticipantsUpdatedParams, Question } from "../schema.js";
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
    submitAnswer(questionId: ID, answer: string, timeSpentMs?: number): Promise<ContestSubmitAnswerResult | undefined>;
}
/**
 * Takes part in a contest, or watches it with `spectate: true`, as long as
 * somebody looks. One component per contest: the last look leaves it.
 */
export declare const useContest: (contestId: ID, options?: Pick<ContestJoinParams, "spectate">) => ContestState & Activity & ContestActions;
