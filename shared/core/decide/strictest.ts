import type { MatchedEndpoint } from "../../domain/endpoint-match.ts";
import { isUnder } from "../../domain/group-budget.ts";
import { tierOrder } from "../../domain/policy.ts";
import type { Standing } from "../../domain/standing.ts";

/** Budgets that an endpoint is under: the namespace's first, then those of its groups. */
export function standingsOver(
	endpoint: MatchedEndpoint,
	standings: readonly Standing[],
): readonly Standing[] {
	return standings.filter(({ budget }) => isUnder(budget, endpoint));
}

/** The one at the hardest tier; of equal ones the first. */
export function strictest(standings: readonly Standing[]): Standing | undefined {
	const [hardest] = standings.toSorted(
		(a, b) => tierOrder.indexOf(b.tier) - tierOrder.indexOf(a.tier),
	);
	return hardest;
}
