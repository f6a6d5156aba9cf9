import { defineConfig } from "vitest/config";

const shared = { exclude: ["test/oracle/**", "test/lab/**"], testTimeout: 20_000 };

export default defineConfig({
  test: {
    // A missing snapshot must fail, also outside CI: writing it would pass unseen. `vitest run -u` writes them.
    update: "none",
    projects: [
      {
        // What needs nothing but the sources.
        test: {
          ...shared,
          name: "source",
          include: ["test/**/*.test.ts"],
          exclude: [...shared.exclude, "test/cli/**"],
        },
      },
      {
        // What runs the built program, so only this part waits for a build.
        test: { ...shared, name: "program", include: ["test/cli/**/*.test.ts"], globalSetup: ["test/cli/setup.ts"] },
      },
    ],
  },
});
