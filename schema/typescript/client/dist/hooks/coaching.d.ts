import { type Activity } from "../hookstore.js";
import type { Hint, ID, Message, Strategy, StrategyParams, Unread } from "../schema.js";
/** What {@link useLiveCoaching} tells. */
export interface CoachingState {
    /** The newest messages, newest first: at most the last 100. */
    readonly messages: readonly Message[];
    /** How many messages of the coach were not read on any device. */
    readonly unread: number;
    /** What the coach is writing now, whole so far. */
    readonly typing?: string | undefined;
}
/** What {@link useLiveCoaching} can do. */
export interface CoachingActions {
    /** Asks for a hint; the next level by default. */
    requestHint(questionId: ID, level?: number): Promise<Hint | undefined>;
    /** Asks how to go about a question or a skill. */
    requestStrategy(params: StrategyParams): Promise<Strategy | undefined>;
    /** Writes to the coach; what is written and answered shows in `messages`. */
    send(message: string, questionId?: ID): Promise<Message | undefined>;
    /** Marks messages as read, all by default. */
    markRead(messageIds?: ID[]): Promise<Unread | undefined>;
}
/** Follows the coach on all devices of the user. */
export declare const useLiveCoaching: () => CoachingState & Activity & CoachingActions;
