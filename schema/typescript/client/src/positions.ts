import type { Position, ResumedTopic } from "./schema.js";

/** How far each topic has been read. */
export type Positions = Map<string, Position>;

/** Notes how far a topic has been read, and nothing of what came with it. */
function note(positions: Positions, { topic, epoch, offset }: Position) {
  positions.set(topic, { topic, epoch, offset });
}

/**
 * Takes in the topics of a reply, and returns those whose missed events are
 * gone. What is being read already goes on from where it is.
 */
export function noteTopics(positions: Positions, topics?: ResumedTopic[]) {
  return (
    topics?.filter?.((t) => {
      const at = positions.get(t.topic);
      const gone = t.recovered === false;
      if (gone && !t.snapshot)
        positions.delete(t.topic); // it may not be read any more
      else if (at ? gone || at.epoch !== t.epoch : positions.size < 1_000) note(positions, t); // no more are resumed
      return gone;
    }) ?? []
  );
}

/** Says by how much an event is ahead of what was read: 1 is the next, less was seen already. */
export function ahead(positions: Positions, event: Position) {
  const at = positions.get(event.topic);
  if (!at) return 1; // not a topic that is read on from after a reconnect
  const by = at.epoch === event.epoch ? event.offset - at.offset : 1;
  if (by === 1) note(positions, event);
  return by;
}
