// What people read where there is something to say; a bundle of its own.
export { compactReport } from "./compact.ts";
export { textReport } from "./text.ts";
