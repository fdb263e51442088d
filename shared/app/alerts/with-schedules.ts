import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import type { ScheduleState } from "../../domain/schedule.ts";
import type { Approved } from "../store/watch-store.ts";

/** What a schedule of the policy has set is approved with the policy: it is no drift for as long as it stands. */
export function withSchedules(
	approved: readonly Approved[],
	state: ScheduleState | null,
): readonly Approved[] {
	const set = state?.endpoints.filter(({ isSet }) => isSet) ?? [];
	return approved.map((each) => {
		const own = set.find((scheduled) => isSameEndpoint(scheduled, each));
		if (own === undefined) return each;
		const { minReplica, maxReplica } = own;
		return {
			...each,
			minReplica: Math.max(each.minReplica, minReplica),
			maxReplica: Math.max(each.maxReplica, maxReplica),
		};
	});
}
