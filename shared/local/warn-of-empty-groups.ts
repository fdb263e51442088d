import { ledgerStore } from "../app/store/ledger-store.ts";
import { emptyGroups } from "../core/plan/empty-groups.ts";
import type { Policy } from "../domain/policy.ts";
import type { Log } from "../ports/log.ts";
import type { Table } from "../ports/table.ts";

type WarnDeps = {
	readonly namespace: string;
	readonly policy: Policy;
	readonly table: Table;
	readonly log: Log;
};

/** Once for each process, after the first list of the fleet: which groups match no endpoint. */
export function warnOfEmptyGroups(deps: WarnDeps): () => Promise<void> {
	let isTold = deps.policy.groups.length === 0;
	return async () => {
		if (isTold) return;
		isTold = true;
		const postures = await ledgerStore(deps.table, deps.namespace).readPostures();
		const endpoints = postures.map(({ observed }) => observed);
		for (const group of emptyGroups(deps.policy, endpoints)) {
			const problem = "no endpoint matches it, so nothing is counted in it";
			deps.log.warn("group-matches-nothing", { namespace: deps.namespace, group, problem });
		}
	};
}
