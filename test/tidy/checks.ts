import { ambientChecks } from "./ambient.ts";
import type { Check } from "./check.ts";
import { sizeChecks } from "./size.ts";
import { textChecks } from "./text.ts";

/** Every house rule that the tests hold the files against. */
export const checks: readonly Check[] = [...ambientChecks, ...sizeChecks, ...textChecks];
