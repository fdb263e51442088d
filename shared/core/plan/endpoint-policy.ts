import type { Endpoint } from "../../domain/endpoint.ts";
import type { EndpointPolicy, EndpointRule, Policy } from "../../domain/policy.ts";

/** What the policy says of an endpoint: the defaults, then every matching rule in order; later ones win. */
export function endpointPolicy(policy: Policy, endpoint: Endpoint): EndpointPolicy {
	const start: EndpointPolicy = {
		criticality: policy.defaults.criticality,
		protected: false,
		floorReplicas: null,
		expectedMaxReplicas: null,
	};
	return policy.rules.filter((rule) => matches(rule, endpoint)).reduce(apply, start);
}

/** A rule with both a name and a tag needs both. */
export function matches(rule: EndpointRule, endpoint: Endpoint): boolean {
	const byName = rule.name === undefined || matchesName(rule.name, endpoint.name);
	const byTag = rule.tag === undefined || endpoint.tags.includes(rule.tag);
	return byName && byTag && (rule.name !== undefined || rule.tag !== undefined);
}

/** `*` stands for any characters, none included. */
function matchesName(pattern: string, name: string): boolean {
	const [first = "", ...rest] = pattern.split("*");
	if (rest.length === 0) return name === pattern;
	if (!name.startsWith(first)) return false;
	let position = first.length;
	for (const part of rest.slice(0, -1)) {
		const found = name.indexOf(part, position);
		if (found < 0) return false;
		position = found + part.length;
	}
	const last = rest.at(-1) ?? "";
	return name.length - last.length >= position && name.endsWith(last);
}

function apply(before: EndpointPolicy, rule: EndpointRule): EndpointPolicy {
	return {
		criticality: rule.criticality ?? before.criticality,
		protected: rule.protected ?? before.protected,
		floorReplicas: rule.floorReplicas ?? before.floorReplicas,
		expectedMaxReplicas: rule.expectedMaxReplicas ?? before.expectedMaxReplicas,
	};
}
