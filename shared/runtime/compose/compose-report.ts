import { basics, policy } from "./aws-basics.ts";
import { bus } from "./aws-bus.ts";

/** Watch and report: what the store says, and the bus. They hold no token. */
export function composeReport() {
	return { ...basics(), policy: policy(), bus: bus() };
}
