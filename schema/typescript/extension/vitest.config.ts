import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Files run side by side: one of them watches an idle browser for 90 s.
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/setup.ts"],
    testTimeout: 40_000,
    hookTimeout: 40_000,
    maxWorkers: 4,
    // The longest one first.
    sequence: { concurrent: false },
  },
});
