import { createClient } from "@prepwire/client";
import {
  PrepwireProvider,
  useContest,
  useLiveCoaching,
  useQuestionGeneration,
  useRealTimeAnalytics,
  useRealTimeRecommendations,
  useSession,
  useWebSocket,
} from "@prepwire/client/react";

const client = createClient({ url: "wss://example.test/ws", token: "token", connect: false });

export function App() {
  return (
    <PrepwireProvider value={client}>
      <Page />
    </PrepwireProvider>
  );
}

function Page() {
  const { status, reason } = useWebSocket();
  const { questions, progress, generate, cancel, loading } = useQuestionGeneration();
  const { contest, board, submitAnswer, error } = useContest("id", { spectate: true });
  const { questions: next } = useRealTimeRecommendations({ limit: 3 }, { autoRequest: true });
  const { analytics, recordAnswer, startSession, endSession } = useRealTimeAnalytics();
  const { unread, requestHint, requestStrategy } = useLiveCoaching();
  const { session, update } = useSession();
  return (
    <main>
      {status} {reason} {progress?.stage} {contest?.title} {board?.top[0]?.name} {unread}
      {error?.reason === "contest_ended" ? "over" : null} {session?.devices.length}
      {analytics?.overall.accuracy} {next[0]?.predictedSuccess}
      {questions.map(({ id, stem, options = [] }) => (
        <form key={id}>
          {stem}
          {options.map((option) => (
            <button key={option.id} type="button" onClick={() => submitAnswer(id, option.id)}>
              {option.text}
            </button>
          ))}
        </form>
      ))}
      <button
        type="button"
        disabled={loading}
        onClick={() => generate({ examType: "SAT", subject: "math" })}
      />
      <button type="button" onClick={cancel} />
      <button type="button" onClick={() => requestHint("id").then((hint) => hint?.level)} />
      <button
        type="button"
        onClick={() => requestStrategy({ skill: "ALG1" }).then((s) => s?.steps)}
      />
      <button
        type="button"
        onClick={() => recordAnswer({ ref: "1", skill: "ALG1", correct: true })}
      />
      <button type="button" onClick={() => startSession({ kind: "practice" })} />
      <button type="button" onClick={() => endSession().then((summary) => summary?.bestStreak)} />
      <button type="button" onClick={() => update({ page: 2 })} />
    </main>
  );
}
