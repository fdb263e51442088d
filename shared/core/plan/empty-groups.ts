import type { Endpoint } from "../../domain/endpoint.ts";
import { isMember } from "../../domain/group-budget.ts";
import type { Policy } from "../../domain/policy.ts";

/** Names of groups that no endpoint belongs to: nothing is ever counted in them, and nobody would notice. */
export function emptyGroups(
	{ groups }: Pick<Policy, "groups">,
	endpoints: readonly Endpoint[],
): readonly string[] {
	return groups
		.filter((group) => !endpoints.some((endpoint) => isMember(group, endpoint)))
		.map(({ name }) => name);
}
