import type { Announcement } from "@prepwire/client";
import { useRealTimeAnalytics, useWebSocket } from "@prepwire/client/react";
import { useState } from "react";
import { AnalyticsPanel } from "./analytics.js";
import { Coach } from "./coaching.js";
import { ContestsPanel } from "./contests.js";
import { ExtensionPanel } from "./extension.js";
import { HealthPanel, useHealth } from "./health.js";
import { useEvent } from "./hooks.js";
import { PracticePanel, usePractice } from "./practice.js";
import { RecommendationsPanel } from "./recommendations.js";
import { SessionPanel } from "./session.js";
import { TaxonomyProvider } from "./taxonomy.js";

const places = [
  ["practice", "Practice"],
  ["contests", "Contests"],
  ["analytics", "Progress"],
  ["coaching", "Coach"],
  ["recommendations", "Next"],
  ["session", "Devices"],
  ["health", "Connection"],
] as const;

/** Everything that a connected student sees. */
export function Desk() {
  const { session } = useWebSocket();
  const health = useHealth();
  const figures = useRealTimeAnalytics();
  const [unread, setUnread] = useState(0);
  const practice = usePractice();
  const [competing, setCompeting] = useState(false);
  return (
    <TaxonomyProvider>
      <nav className="places" aria-label="On this page">
        {places.map(([id, title]) => (
          <a key={id} href={`#${id}-title`}>
            {title}
            {id === "coaching" && unread > 0 && (
              <span className="badge" aria-hidden="true">
                {unread}
              </span>
            )}
          </a>
        ))}
      </nav>
      <Announcements />
      <main className="desk">
        <h1 className="unseen">Dashboard{session && ` of ${session.name || session.userId}`}</h1>
        <div className="column">
          <PracticePanel practice={practice} analytics={figures.analytics} paused={competing} />
          <ContestsPanel clockOffset={health.clockOffset} onCompeting={setCompeting} />
          <AnalyticsPanel {...figures} />
        </div>
        <div className="column">
          <Coach onUnread={setUnread} />
          <RecommendationsPanel onPick={(question) => practice.add([question], true)} />
          <SessionPanel />
          <ExtensionPanel />
          <HealthPanel health={health} />
        </div>
      </main>
    </TaxonomyProvider>
  );
}

/** What the operator of the gateway tells everybody, and that a node stops. */
function Announcements() {
  const [news, setNews] = useState<Announcement>();
  useEvent("system.announcement", setNews);
  useEvent("session.draining", () =>
    setNews({
      level: "info",
      message: "The gateway restarts. This page connects again by itself.",
    }),
  );
  return (
    <div role="status" className="announcement" data-testid="news">
      {news && (
        <p className={news.level}>
          {news.message}{" "}
          <button type="button" onClick={() => setNews(undefined)}>
            Dismiss
          </button>
        </p>
      )}
    </div>
  );
}
