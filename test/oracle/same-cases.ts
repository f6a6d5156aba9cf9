import fc from "fast-check";
import { oracleSeed } from "./run.ts";

fc.configureGlobal(oracleSeed());
