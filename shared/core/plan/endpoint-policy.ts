import type { Endpoint } from "../../domain/endpoint.ts";
import { matchesEndpoint } from "../../domain/endpoint-match.ts";
import type { EndpointPolicy, EndpointRule, Policy } from "../../domain/policy.ts";

/** What the policy says of an endpoint: the defaults, then every matching rule in order; later ones win. */
export function endpointPolicy(policy: Policy, endpoint: Endpoint): EndpointPolicy {
	const start: EndpointPolicy = {
		criticality: policy.defaults.criticality,
		protected: false,
		floorReplicas: null,
		expectedMaxReplicas: null,
	};
	return policy.rules.filter((rule) => matchesEndpoint(rule, endpoint)).reduce(apply, start);
}

function apply(before: EndpointPolicy, rule: EndpointRule): EndpointPolicy {
	return {
		criticality: rule.criticality ?? before.criticality,
		protected: rule.protected ?? before.protected,
		floorReplicas: rule.floorReplicas ?? before.floorReplicas,
		expectedMaxReplicas: rule.expectedMaxReplicas ?? before.expectedMaxReplicas,
	};
}
