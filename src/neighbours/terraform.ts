import type { Remark } from "../eval/connection.ts";
import { hclAttributes } from "./hcl.ts";
import { type Neighbour, nothingRead, type Reading, type ReadRequest } from "./neighbour.ts";

/** Terraform: a connection block knows no keepalive (internal/communicator/ssh, 087c885; read, not run). */
export const terraform: Neighbour = { system: "terraform", title: "Terraform configuration", read: readModule };

function readModule({ source }: ReadRequest): Reading {
  const remarks = hclAttributes(source.text)
    .filter(({ blocks, name }) => blocks.at(-1) === "connection" && /keep_?alive|server_?alive/i.test(name))
    .map(({ start, name }): Remark => {
      const span = { start, end: start + name.length };
      return {
        kind: "provisioner-keepalive",
        source,
        span,
        targets: [],
        certainty: "certain",
        about: "terraform-no-key",
        text: name,
      };
    });
  return { ...nothingRead, remarks };
}
