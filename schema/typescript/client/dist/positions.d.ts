import type { Position, ResumedTopic } from "./schema.js";
/** How far each topic has been read. */
export type Positions = Map<string, Position>;
/**
 * Takes in the topics of a reply, and returns those whose missed events are
 * gone. What is being read already goes on from where it is.
 */
export declare function noteTopics(positions: Positions, topics?: ResumedTopic[]): ResumedTopic[];
/** Says by how much an event is ahead of what was read: 1 is the next, less was seen already. */
export declare function ahead(positions: Positions, event: Position): number;
