import type { Clock } from "../../ports/clock.ts";
import type { Table } from "../../ports/table.ts";
import { appendAudit } from "../audit/audit-log.ts";

/** An order whose sender was proved and that could not be read. */
export type RefusedOrder = {
	readonly requestId: string;
	readonly bodyHash: string;
	readonly principal: string;
	readonly problem: string;
};

type Deps = { readonly table: Table; readonly namespace: string; readonly clock: Clock };

/** Puts an attempt on record that came to nothing: who, when, which body, and why. */
export async function recordRefusal(deps: Deps, refused: RefusedOrder): Promise<void> {
	const { requestId, bodyHash: bodySha256, principal, problem } = refused;
	await appendAudit(deps, "override", {
		at: deps.clock.now(),
		what: "override-malformed",
		actor: principal,
		facts: { requestId, bodySha256, problem },
	});
}
