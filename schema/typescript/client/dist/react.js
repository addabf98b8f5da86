// client/src/hookstore.ts
import * as react from "react";
var ClientContext = react.createContext(void 0), PrepwireProvider = ClientContext.Provider;
function useClient() {
  let client = react.useContext(ClientContext);
  if (!client) throw Error("no PrepwireProvider");
  return client;
}
function useExternal(store) {
  return react.useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
}
function useWebSocket() {
  let client = useClient();
  return { ...useExternal(client), client };
}
var createHook = (initial, logic) => (...params) => {
  let client = useClient(), store = react.useMemo(() => {
    let watch, busy = 0, news = [], failed, begin = async () => {
      failed = !await does.g?.();
    }, versions = {}, kit = {
      a: client,
      d: { ...initial, loading: !1 },
      c(change) {
        kit.d = { ...kit.d, ...change }, watch?.();
      },
      f(name, value, version = value.version) {
        version < versions[name] || (versions[name] = version, kit.c({ [name]: value }));
      },
      b(call, then) {
        let mine = news.push(() => {
        }) - 1;
        return busy++, kit.c({ loading: !0, error: void 0 }), call.then((result) => {
          news[mine] = () => then?.(result);
          for (let told of news.slice(mine)) told();
          return result;
        }).catch((error) => kit.c({ error })).finally(() => {
          --busy || (news = []), kit.c({ loading: busy > 0 });
        });
      }
    }, does = logic(kit, ...params);
    return {
      e: does.e,
      getSnapshot: () => kit.d,
      subscribe(watcher) {
        watch = watcher;
        let stops = Object.entries({
          snapshot: ({ kind }) => kind === "user" && begin(),
          // events were missed
          state: ({ session }) => failed && session && begin(),
          ...does.h
        }).map(
          ([event, handler]) => client.on(event, (params2) => {
            let told = () => handler(params2);
            (params2.contestId ?? does.j) === does.j && (told() ?? (busy && news.push(told)));
          })
        );
        return begin(), () => {
          for (let stop of stops) stop();
          does.i?.();
        };
      }
    };
  }, [client, JSON.stringify(params)]);
  return { ...useExternal(store), ...store.e };
};

// client/src/hooks/analytics.ts
var useRealTimeAnalytics = /* @__PURE__ */ createHook({}, (kit, params = {}) => {
  let show = (analytics) => kit.f("analytics", analytics, analytics.overall.answered), begin = () => kit.b(kit.a.analytics.get(params), show), take = params.sessionId ? begin : show;
  return {
    e: {
      recordAnswer: (answer) => kit.b(kit.a.analytics.recordAnswer(answer), take),
      startSession: (session) => kit.b(kit.a.session.start(session), begin),
      endSession: () => kit.b(kit.a.session.end(), begin)
    },
    g: begin,
    h: { "analytics.updated": ({ analytics }) => take(analytics) }
  };
});

// client/src/hooks/coaching.ts
var useLiveCoaching = /* @__PURE__ */ createHook(
  { messages: [], unread: 0 },
  (kit) => {
    let write = ({ text }) => kit.c({ typing: text });
    return {
      // Their events tell every device, this one too, and in order.
      e: {
        requestHint: (questionId, level) => kit.b(kit.a.coaching.hint({ questionId, level })),
        requestStrategy: (params) => kit.b(kit.a.coaching.strategy(params)),
        send: (message, questionId) => kit.b(
          kit.a.coaching.send({ message, questionId }, {
            onProgress: write
          })
        ).finally(() => write({})),
        markRead: (messageIds) => kit.b(kit.a.coaching.markRead(messageIds ? { messageIds } : { all: !0 }))
      },
      g: () => kit.b(
        kit.a.coaching.list({ limit: 100 }),
        ({ items, unread }) => kit.c({ messages: items, unread })
      ),
      h: {
        "coaching.message"({ message }) {
          let { messages, unread } = kit.d;
          messages.some(({ id }) => id === message.id) || kit.c({
            messages: [message, ...messages].slice(0, 100),
            unread: unread + +!message.read
          });
        },
        "coaching.read": ({ messageIds, unread }) => kit.c({
          unread,
          messages: kit.d.messages.map(
            (message) => messageIds.includes(message.id) ? { ...message, read: !0 } : message
          )
        })
      }
    };
  }
);

// client/src/hooks/contest.ts
var useContest = /* @__PURE__ */ createHook({ questions: [], answered: [] }, (kit, contestId, options) => {
  let joined = ({ board, me, ...rest }) => {
    kit.c(rest), kit.f("board", board), kit.f("me", me, board.version);
  }, begin = () => kit.b(kit.a.contest.join({ contestId, ...options }), joined), turn = (status, more) => kit.c({ contest: { ...kit.d.contest, status }, ...more });
  return {
    e: {
      join: begin,
      submitAnswer: (questionId, answer, timeSpentMs) => kit.b(
        kit.a.contest.submitAnswer({
          contestId,
          questionId,
          answer,
          timeSpentMs
        }),
        () => kit.c({
          answered: [.../* @__PURE__ */ new Set([...kit.d.answered, questionId])]
        })
      )
    },
    g: begin,
    i: () => kit.b(kit.a.contest.leave({ contestId })),
    j: contestId,
    h: {
      "contest.started": begin,
      // for the questions
      "contest.questionOpened": ({ question }) => kit.c({
        questions: [...kit.d.questions.filter(({ id }) => id !== question.id), question]
      }),
      "contest.ended": (ended) => turn("completed", { ended }),
      "contest.cancelled": () => turn("cancelled"),
      "contest.leaderboardUpdated": (board) => kit.f("board", board),
      "contest.standingUpdated": ({ version, entry }) => kit.f("me", entry, version),
      "contest.participantsUpdated": (participants) => kit.f("participants", participants),
      snapshot({ snapshot }) {
        snapshot?.contest?.id === contestId && joined(snapshot);
      }
    }
  };
});

// client/src/hooks/questions.ts
var useQuestionGeneration = /* @__PURE__ */ createHook({ questions: [] }, (kit) => {
  let abort, end = () => abort?.abort();
  return {
    e: {
      generate(params) {
        end(), abort = new AbortController();
        let { signal } = abort, onProgress = (progress) => signal.aborted || kit.c({ progress });
        return kit.b(kit.a.question.generate(params, { signal, onProgress }), kit.c).finally(onProgress);
      },
      cancel: end
    },
    i: end
  };
});

// client/src/hooks/recommendations.ts
var useRealTimeRecommendations = /* @__PURE__ */ createHook({ questions: [] }, (kit, params = {}, { autoRequest = !0 } = {}) => ({
  e: {
    request: (other = params) => kit.b(kit.a.recommendations.request(other), kit.c),
    refresh: () => kit.b(kit.a.recommendations.refresh())
    // its event tells every device
  },
  g: () => autoRequest && kit.b(kit.a.recommendations.subscribe(params), kit.c),
  i: () => autoRequest && kit.b(kit.a.recommendations.unsubscribe()),
  h: { "recommendations.updated": kit.c }
}));

// client/src/hooks/session.ts
var useSession = /* @__PURE__ */ createHook({}, (kit) => {
  let turn = Promise.resolve(), take = (session) => kit.f(
    "session",
    session.status === "active" ? session : void 0,
    session.startedAt + (1e9 + session.version)
  ), told = ({ session }) => take(session), begin = () => (turn = kit.b(kit.a.session.list({ limit: 1 }), ({ items }) => items.map(take)), turn);
  return {
    e: {
      start: (params) => kit.b(kit.a.session.start(params), take),
      update(patch) {
        return turn = turn.then(
          () => kit.b(
            kit.a.session.update({ version: kit.d.session?.version ?? 1, patch }),
            take
          )
        ), turn;
      },
      end: () => kit.b(kit.a.session.end())
    },
    g: begin,
    h: {
      "session.updated": told,
      "session.ended": told,
      "session.deviceJoined": begin,
      "session.deviceLeft": begin
    }
  };
});
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
