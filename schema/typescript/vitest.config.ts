import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{client,dashboard}/test/**/*.test.{ts,tsx}"],
    globalSetup: ["client/test/gateway.ts"],
    // Tests wait for events. These bounds only end what hangs, on the slowest machine too.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    teardownTimeout: 240_000,
    expect: { poll: { timeout: 120_000 } },
    fileParallelism: false,
    restoreMocks: true,
  },
});
