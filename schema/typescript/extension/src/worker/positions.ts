import type { Position } from "@prepwire/client";
import { read, write } from "../view.js";

/** Positions that outlive the worker. Many changes at once are kept once. */
export class KeptPositions extends Map<string, Position> {
  private waiting = false;

  static async read(): Promise<KeptPositions> {
    const kept = new KeptPositions();
    const { positions = [] } = await read("positions");
    for (const position of positions) Map.prototype.set.call(kept, position.topic, position);
    return kept;
  }

  override set(topic: string, position: Position) {
    super.set(topic, position);
    this.keep();
    return this;
  }

  override delete(topic: string) {
    this.keep();
    return super.delete(topic);
  }

  private keep() {
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      const positions = [...this.values()];
      write({ positions }).catch(() => {}); // the next change tries again
    });
  }
}
