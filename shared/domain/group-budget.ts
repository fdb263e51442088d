import { type MatchedEndpoint, matchesEndpoint } from "./endpoint-match.ts";
import type { GroupBudget } from "./policy.ts";

export function isMember({ members }: GroupBudget, endpoint: MatchedEndpoint): boolean {
	return members.some((match) => matchesEndpoint(match, endpoint));
}

/** Names of the groups that an endpoint belongs to; groups may overlap. */
export function groupsOf(
	groups: readonly GroupBudget[],
	endpoint: MatchedEndpoint,
): readonly string[] {
	return groups.filter((group) => isMember(group, endpoint)).map(({ name }) => name);
}
