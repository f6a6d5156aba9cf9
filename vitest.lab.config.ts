import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["test/lab/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 1_200_000, update: "none" },
});
