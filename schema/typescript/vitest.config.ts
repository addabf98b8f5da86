import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{client,dashboard}/test/**/*.test.{ts,tsx}"],
    globalSetup: ["client/test/gateway.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    restoreMocks: true,
  },
});
