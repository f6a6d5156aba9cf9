/** Files beside OpenSSH's own that carry the same settings; what `--as` takes. */
export const systems = ["shell"] as const;
export type System = (typeof systems)[number];
