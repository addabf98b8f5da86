// client/src/hookstore.ts
import { createContext, useContext, useMemo, useSyncExternalStore } from "react";
var ClientContext = createContext(void 0);
var PrepwireProvider = ClientContext.Provider;
function useClient() {
  const client = useContext(ClientContext);
  if (!client) throw new Error("no PrepwireProvider");
  return client;
}
function useWebSocket() {
  const client = useClient();
  const state = useSyncExternalStore(client.subscribe, client.getSnapshot, client.getSnapshot);
  return { ...state, client };
}
function useStore(initial, logic, key) {
  const client = useClient();
  const id = JSON.stringify(key);
  const store = useMemo(() => {
    let state2 = { ...initial, loading: false };
    let watch;
    let busy = 0;
    const get = () => state2;
    const set = (change) => {
      state2 = { ...state2, ...change };
      watch?.();
    };
    const { a: actions, c: handlers, d: begin, end } = logic({
      client,
      get,
      set,
      async b(start, then) {
        busy++;
        set({ loading: true, error: void 0 });
        try {
          const result = await start();
          set({ ...then?.(result) });
          return result;
        } catch (error) {
          set({ error });
        } finally {
          set({ loading: --busy > 0 });
        }
        return void 0;
      }
    });
    const snapshot = ({ kind }) => kind === "user" && begin?.();
    return {
      a: actions,
      get,
      subscribe(watcher) {
        watch = watcher;
        const stops = Object.entries({ snapshot, ...handlers }).map(
          ([event, handler]) => client.on(event, handler)
        );
        begin?.();
        return () => {
          for (const stop of stops) stop();
          end?.();
        };
      }
    };
  }, [client, id]);
  const state = useSyncExternalStore(store.subscribe, store.get, store.get);
  return { ...state, ...store.a };
}

// client/src/hooks/analytics.ts
function useRealTimeAnalytics(params = {}) {
  return useStore(
    {},
    ({ client, set, b: run }) => {
      const show = (analytics) => ({ analytics });
      const load = () => run(() => client.analytics.get(params), show);
      const reload = () => void load();
      return {
        a: {
          recordAnswer: (answer) => run(() => client.analytics.recordAnswer(answer), show),
          startSession: (session) => run(() => client.session.start(session), reload),
          endSession: () => run(() => client.session.end(), reload)
        },
        d: load,
        c: { "analytics.updated": set }
      };
    },
    params
  );
}

// client/src/hooks/coaching.ts
function useLiveCoaching() {
  return useStore(
    { messages: [], unread: 0 },
    ({ client: { coaching }, get, set, b: run }) => {
      const write = ({ text }) => set({ typing: text });
      return {
        // Their events tell every device, this one too, and in order.
        a: {
          requestHint: (questionId, level) => run(() => coaching.hint({ questionId, level })),
          requestStrategy: (params) => run(() => coaching.strategy(params)),
          send: (message, questionId) => run(
            () => coaching.send({ message, questionId }, { onProgress: write }).finally(() => write({}))
          ),
          markRead: (messageIds) => run(() => coaching.markRead(messageIds ? { messageIds } : { all: true }))
        },
        d: () => run(
          () => coaching.list({ limit: 100 }),
          ({ items, unread }) => ({ messages: items, unread })
        ),
        c: {
          "coaching.message"({ message }) {
            const { messages, unread } = get();
            if (messages.some(({ id }) => id === message.id)) return;
            set({
              messages: [message, ...messages].slice(0, 100),
              unread: unread + +!message.read
            });
          },
          "coaching.read": ({ messageIds, unread }) => set({
            unread,
            messages: get().messages.map(
              (message) => messageIds.includes(message.id) ? { ...message, read: true } : message
            )
          })
        }
      };
    }
  );
}

// client/src/hooks/contest.ts
function useContest(contestId, options) {
  return useStore(
    { questions: [], answered: [] },
    ({ client, get, set, b: run }) => {
      const join = () => run(
        () => client.contest.join({ contestId, ...options }),
        (joined) => joined
      );
      const turn = (status, more) => set({ contest: { ...get().contest, status }, ...more });
      const mine = (then) => (params) => {
        if (params.contestId === contestId) then(params);
      };
      return {
        a: {
          join,
          submitAnswer: (questionId, answer, timeSpentMs) => run(
            () => client.contest.submitAnswer({
              contestId,
              questionId,
              answer,
              timeSpentMs
            }),
            () => ({ answered: [.../* @__PURE__ */ new Set([...get().answered, questionId])] })
          )
        },
        d: join,
        end: () => run(() => client.contest.leave({ contestId })),
        c: {
          "contest.started": mine(join),
          // for the questions
          "contest.questionOpened": mine(
            ({ question }) => set({
              questions: [...get().questions.filter(({ id }) => id !== question.id), question]
            })
          ),
          "contest.ended": mine((ended) => turn("completed", { ended })),
          "contest.cancelled": mine(() => turn("cancelled")),
          "contest.leaderboardUpdated": mine((board) => {
            if (board.version >= (get().board?.version ?? 0)) set({ board });
          }),
          "contest.standingUpdated": mine(({ entry }) => set({ me: entry })),
          "contest.participantsUpdated": mine((participants) => set({ participants })),
          snapshot({ topic, snapshot }) {
            if (topic === `contest:${contestId}`) set(snapshot);
          }
        }
      };
    },
    [contestId, options]
  );
}

// client/src/hooks/questions.ts
function useQuestionGeneration() {
  return useStore(
    { questions: [] },
    ({ client, b: run, set }) => {
      let abort;
      const cancel = () => abort?.abort();
      const generate = (params) => {
        cancel();
        abort = new AbortController();
        const { signal } = abort;
        const show = (progress) => signal.aborted || set({ progress });
        return run(
          () => client.question.generate(params, { signal, onProgress: show }).finally(show),
          ({ questions }) => ({ questions })
        );
      };
      return { a: { generate, cancel }, end: cancel };
    }
  );
}

// client/src/hooks/recommendations.ts
function useRealTimeRecommendations(params = {}, { autoRequest = true } = {}) {
  return useStore(
    { questions: [] },
    ({ client: { recommendations }, set, b: run }) => {
      const show = (result) => result;
      return {
        a: {
          request: (other = params) => run(() => recommendations.request(other), show),
          refresh: () => run(() => recommendations.refresh(), show)
        },
        d: () => autoRequest && run(() => recommendations.subscribe(params), show),
        end: () => run(() => recommendations.unsubscribe()),
        c: { "recommendations.updated": set }
      };
    },
    [params, autoRequest]
  );
}

// client/src/hooks/session.ts
function useSession() {
  return useStore(
    {},
    ({ client: { session: sessions }, get, set, b: run }) => {
      const show = ({ session }) => set({ session });
      const load = () => run(
        () => sessions.get().catch((error) => {
          if (error.reason !== "not_found") throw error;
          return void 0;
        }),
        (session) => ({ session })
      );
      return {
        // Their events tell every device, this one too, and in order.
        a: {
          start: (params) => run(() => sessions.start(params)),
          update: (patch) => run(() => sessions.update({ version: get().session?.version ?? 1, patch })),
          end: () => run(() => sessions.end())
        },
        d: load,
        c: {
          "session.updated": show,
          "session.ended": ({ session }) => session.id === get().session?.id && show({}),
          "session.deviceJoined": load,
          "session.deviceLeft": load
        }
      };
    }
  );
}
export {
  PrepwireProvider,
  useClient,
  useContest,
  useLiveCoaching,
  useQuestionGeneration,
  useRealTimeAnalytics,
  useRealTimeRecommendations,
  useSession,
  useWebSocket
};
