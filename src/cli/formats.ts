/** The formats of a lint's report. */
export const formats = ["text", "compact", "json"] as const;
