import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["client/test/**/*.test.ts", "client/test/**/*.test.tsx"],
    globalSetup: ["client/test/gateway.ts"],
    testTimeout: 20_000,
    fileParallelism: false,
    restoreMocks: true,
  },
});
