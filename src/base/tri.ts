/** Yes, no, or not knowable from here, with the reason in words that end a sentence ("… depends on a command"). */
export type Tri = true | false | Unknown;

export interface Unknown {
  readonly because: string;
}

export const unknown = (because: string): Unknown => ({ because });
export const isUnknown = (value: Tri): value is Unknown => typeof value === "object";
