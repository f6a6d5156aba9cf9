/** What people ask or claim about keepalive, answered once: `explain` and docs/answers.md show it. */
export interface Answer {
  /** kebab-case; also a name that `explain` takes. Never a rule's. */
  readonly id: string;
  /** The question, or the claim in the words in which it goes round. */
  readonly title: string;
  readonly kind: "question" | "wrong claim";
  /** What is so, and why. */
  readonly answer: string;
  readonly remedy: string;
  /** C files, manual pages, measurements. */
  readonly evidence: readonly string[];
  /** Other words that people search it by. */
  readonly words: string;
  /** Ids of rules and answers that say more. */
  readonly see: readonly string[];
}

/** Which program writes a line: what is to be changed lies there or on the other end. */
export type Writer = "ssh" | "sshd" | "ssh or sshd" | "another program";

/** A line of a log or a terminal that tells why a connection ended or never began. */
export interface LogLine {
  readonly id: string;
  readonly title: string;
  /** The program's own words; HOST, ADDR, PORT and the like stand for what changes (log-line-shapes.ts). */
  readonly shapes: readonly string[];
  readonly writer: Writer;
  /** What has happened. */
  readonly meaning: string;
  /** The setting that decides about it, and on which side. */
  readonly setting: string;
  readonly next: string;
  readonly evidence: readonly string[];
  /** Lines as people meet them, with what stands around; each is recognised as this one. */
  readonly samples: readonly string[];
  readonly see: readonly string[];
}
