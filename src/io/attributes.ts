/**
 * What Node has no call for: access control lists, extended attributes and security labels, carried from one open file to
 * another. "carried": the new file has what the old one has, and was compared. "failed": it cannot have them, with the reason.
 * "unknown": this system has no program that could tell.
 */
export type Carried =
  | { readonly kind: "carried" }
  | { readonly kind: "failed"; readonly because: string }
  | { readonly kind: "unknown" };

/** Takes two open descriptors; mode and owner of the first come along. */
export type CarryAttributes = (from: number, to: number) => Carried;

/** For systems and tests without such a program. */
export const carryNothing: CarryAttributes = () => ({ kind: "unknown" });
