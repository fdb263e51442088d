import type { Endpoint } from "../../domain/endpoint.ts";
import { type EndpointMatch, matchesEndpoint } from "../../domain/endpoint-match.ts";
import type { Policy } from "../../domain/policy.ts";
import { endpointPolicy } from "./endpoint-policy.ts";

/** Something in the policy that does not fit the fleet as it is: what, and what to do about it. */
export type PolicyFinding = {
	readonly kind:
		| "matches-nothing"
		| "floor-above-maximum"
		| "maximum-above-expected"
		| "schedule-of-protected";
	/** `endpoints[2] (name: chat-prod)`, or the name of an endpoint. */
	readonly where: string;
	readonly detail: string;
	readonly remedy: string;
};

/** What a policy says in vain. Only of a complete list: an endpoint that was not listed is not gone. */
export function policyFindings(
	policy: Policy,
	endpoints: readonly Endpoint[],
): readonly PolicyFinding[] {
	return [
		...policy.rules.flatMap((rule, index) => unmatched(`endpoints[${index}]`, [rule], endpoints)),
		...policy.groups.flatMap(({ name, members }) =>
			unmatched(`groups ${name}`, members, endpoints),
		),
		...policy.schedules.flatMap(({ members }, index) =>
			unmatched(`schedules[${index}]`, members, endpoints),
		),
		...endpoints.flatMap((endpoint) => boundsOf(policy, endpoint)),
	];
}

/** A misspelt name protects nobody, and nobody notices until it matters. */
function unmatched(
	where: string,
	matches: readonly EndpointMatch[],
	endpoints: readonly Endpoint[],
): PolicyFinding[] {
	return matches
		.filter((match) => !endpoints.some((endpoint) => matchesEndpoint(match, endpoint)))
		.map((match) => ({
			kind: "matches-nothing",
			where: `${where} (${matchText(match)})`,
			detail: `${matchText(match)} matches no endpoint`,
			remedy: remedyFor(match, endpoints),
		}));
}

function matchText({ name, tag }: EndpointMatch): string {
	return name === undefined ? `tag: ${tag}` : `name: ${name}`;
}

const namesShown = 8;

function remedyFor({ name, tag }: EndpointMatch, endpoints: readonly Endpoint[]): string {
	const known =
		name === undefined
			? [...new Set(endpoints.flatMap(({ tags }) => tags))]
			: endpoints.map((endpoint) => endpoint.name);
	const word = name ?? tag ?? "";
	const sorted = known.toSorted((a, b) => shared(b, word) - shared(a, word) || (a < b ? -1 : 1));
	const listed = sorted.slice(0, namesShown).join(", ");
	const more = sorted.length > namesShown ? ", …" : "";
	const there = listed === "" ? "there are none" : `there are ${listed}${more}`;
	return `mend or remove it; ${there}`;
}

/** Characters that two words begin with alike. */
function shared(a: string, b: string): number {
	const length = Math.min(a.length, b.length);
	for (let index = 0; index < length; index += 1) if (a[index] !== b[index]) return index;
	return length;
}

function boundsOf(policy: Policy, endpoint: Endpoint): PolicyFinding[] {
	const {
		floorReplicas,
		expectedMaxReplicas,
		protected: isProtected,
	} = endpointPolicy(policy, endpoint);
	const { name, scaling } = endpoint;
	const isScheduled = policy.schedules.some(({ members }) =>
		members.some((match) => matchesEndpoint(match, endpoint)),
	);
	const findings: PolicyFinding[] = [];
	if (floorReplicas !== null && floorReplicas > scaling.maxReplica) {
		findings.push({
			kind: "floor-above-maximum",
			where: name,
			detail: `its floor (${floorReplicas}) is above its maximum (${scaling.maxReplica}): it is never capped`,
			remedy: `a floor of at most ${scaling.maxReplica}`,
		});
	}
	if (expectedMaxReplicas !== null && expectedMaxReplicas < scaling.maxReplica) {
		findings.push({
			kind: "maximum-above-expected",
			where: name,
			detail: `its maximum (${scaling.maxReplica}) is above expectedMaxReplicas (${expectedMaxReplicas}): a full fleet will be told as a runaway`,
			remedy: "raise expectedMaxReplicas, or lower the maximum",
		});
	}
	if (isScheduled && isProtected) {
		findings.push({
			kind: "schedule-of-protected",
			where: name,
			detail: "it is protected, so its schedule does nothing",
			remedy: "take it out of the schedule, or out of the protection",
		});
	}
	return findings;
}
