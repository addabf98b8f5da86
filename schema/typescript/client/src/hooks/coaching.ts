import { type Activity, createHook } from "../hookstore.js";
import type {
  CoachingSendParams,
  Hint,
  HintParams,
  ID,
  Message,
  Progress,
  Strategy,
  StrategyParams,
  Unread,
} from "../schema.js";

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
export const useLiveCoaching: () => CoachingState & Activity & CoachingActions =
  /* @__PURE__ */ createHook<CoachingState, CoachingActions, []>(
    { messages: [], unread: 0 },
    (kit) => {
      const write = ({ text }: Partial<Progress>) => kit.show({ typing: text });
      return {
        // Their events tell every device, this one too, and in order.
        actions: {
          requestHint: (questionId, level) =>
            kit.run(kit.api.coaching.hint({ questionId, level } as HintParams)),
          requestStrategy: (params) => kit.run(kit.api.coaching.strategy(params)),
          send: (message, questionId) =>
            kit
              .run(
                kit.api.coaching.send({ message, questionId } as CoachingSendParams, {
                  onProgress: write,
                }),
              )
              .finally(() => write({})),
          markRead: (messageIds) =>
            kit.run(kit.api.coaching.markRead(messageIds ? { messageIds } : { all: true })),
        },
        begin: () =>
          kit.run(kit.api.coaching.list({ limit: 100 }), ({ items, unread }) =>
            kit.show({ messages: items, unread }),
          ),
        handlers: {
          "coaching.message"({ message }) {
            const { messages, unread } = kit.shown;
            if (messages.some(({ id }) => id === message.id)) return; // came with the list already
            kit.show({
              messages: [message, ...messages].slice(0, 100),
              unread: unread + +!message.read,
            });
          },
          "coaching.read": ({ messageIds, unread }) =>
            kit.show({
              unread,
              messages: kit.shown.messages.map((message) =>
                messageIds.includes(message.id) ? { ...message, read: true } : message,
              ),
            }),
        },
      };
    },
  );
