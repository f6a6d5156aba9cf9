// What people read where there is something to say; a bundle of its own.
export { compactChunks } from "./compact.ts";
export { textChunks } from "./text.ts";
