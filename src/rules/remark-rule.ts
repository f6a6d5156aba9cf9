import type { Remark, RemarkKind } from "../eval/connection.ts";
import type { Place } from "./finding.ts";
import { fileRule, type Report, type Rule, type RuleDocs, type View } from "./rule.ts";

type Of<Kind extends RemarkKind> = Remark & { readonly kind: Kind };

/** What a rule makes of one kind of remark. */
export interface RemarkRule<Kind extends RemarkKind, Said extends string> {
  readonly id: string;
  readonly severity: Rule["severity"];
  readonly fix: Rule["fix"];
  readonly since: string;
  readonly about: Kind;
  readonly messages: Readonly<Record<Said, Rule["messages"][string]>>;
  readonly docs: RuleDocs;
  readonly examples: Rule["examples"];
  /** Null: another rule speaks about it. */
  readonly say: (remark: Of<Kind>, view: View) => Omit<Report<Said>, "at" | "file" | "targets"> | null;
}

export const placeOfRemark = ({ source, span }: Pick<Remark, "source" | "span">): Place => ({ source, ...span });

/** A rule that reports what a reader remarked. */
export function remarkRule<Kind extends RemarkKind, Said extends string>(rule: RemarkRule<Kind, Said>): Rule {
  const { about, say, ...rest } = rule;
  return fileRule<Said>({
    ...rest,
    sides: ["client", "server"],
    *check(view) {
      for (const remark of view.remarks ?? []) {
        if (remark.kind !== about) continue;
        const { certainty, targets } = remark;
        const said = say(remark as Of<Kind>, view);
        if (said !== null) yield { certainty, at: placeOfRemark(remark), file: view.root, targets, ...said };
      }
    },
  });
}
