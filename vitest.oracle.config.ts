import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/oracle/**/*.test.ts"],
    globalSetup: ["test/oracle/setup.ts"],
    setupFiles: ["test/oracle/same-cases.ts"],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    // A missing snapshot must fail, also outside CI: writing it would pass unseen.
    update: "none",
  },
});
