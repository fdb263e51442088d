import { detectorIds } from "../../core/detect/detector.ts";
import type { Posture } from "../../domain/ledger.ts";
import { messageTypes, severities } from "../../domain/notice.ts";
import { type Matcher, matcherNames } from "../../domain/override.ts";
import { type Policy, tierOrder } from "../../domain/policy.ts";
import { type OverrideAnswer, type OverrideCommand, refusal } from "./order.ts";

export type SilenceFacts = {
	readonly namespace: string;
	readonly policy: Pick<Policy, "groups">;
	readonly postures: readonly Posture[];
};

/** A silence that can match no notice would promise a quiet that does not come. */
export function silenceRefusal(
	{ kind, details }: OverrideCommand,
	facts: SilenceFacts,
): OverrideAnswer | null {
	if (kind !== "silence") return null;
	for (const { name, value } of details?.matchers ?? []) {
		const allowed = valuesOf(name, facts);
		if (allowed === null) return refusal(422, `no notice has ${name}; ${allNames}`);
		if (name === "group" && allowed.length === 0) {
			return refusal(422, `no notice has group=${value}; the policy has no groups`);
		}
		if (allowed.length === 0 || allowed.includes(value)) continue;
		return refusal(422, `no notice has ${name}=${value}; ${name} is one of ${listOf(allowed)}`);
	}
	return null;
}

/** Of alerts of a whole budget. */
const everyEndpoint = "*";
const allNames = `names are ${matcherNames.join(", ")}`;
const mostNames = 20;

/** What the attribute can be; empty: anything, because no endpoint is known yet. null: there is no such attribute. */
function valuesOf(
	name: Matcher["name"],
	{ postures, namespace, policy }: SilenceFacts,
): readonly string[] | null {
	const names = postures.map(({ endpoint }) => endpoint);
	switch (name) {
		case "severity":
			return severities;
		case "type":
			return messageTypes;
		case "tier":
			return tierOrder;
		case "namespace":
			return [namespace];
		case "endpoint":
			return names.length === 0 ? [] : [...names, everyEndpoint];
		case "group":
			return policy.groups.map(({ name: group }) => group);
		case "rule":
			return detectorIds;
		default:
			return null;
	}
}

function listOf(values: readonly string[]): string {
	const some = values.slice(0, mostNames).join(", ");
	return values.length > mostNames ? `${some}, …` : some;
}
