import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Begins with the files that mostly wait; the rest runs meanwhile. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const waits = ({ moduleId }: TestSpecification) => /(idle|stopped)\.test/.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/setup.ts"],
    // Tests wait for events. These bounds only end what hangs, on the slowest machine too.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    teardownTimeout: 240_000,
    expect: { poll: { timeout: 120_000 } },
    restoreMocks: true,
    maxWorkers: 4,
    sequence: { sequencer: WaitingFirst },
  },
});
