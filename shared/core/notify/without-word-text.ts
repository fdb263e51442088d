import { minuteMs } from "../../domain/instant.ts";
import type { Budget, Criticality } from "../../domain/policy.ts";

/** What mode `ask` does without a person's word, and when: in general, before a plan waits. */
export function withoutWordText({ askTimeout }: Pick<Budget, "askTimeout">): string {
	const acts = order.filter((criticality) => askTimeout[criticality] === "act");
	if (acts.length === 0) return "nothing is changed without a word (but at the absolute ceiling)";
	const minutes = Math.round(askTimeout.afterMs / minuteMs);
	const waits =
		acts.length === order.length ? "" : ", the rest waits (but at the absolute ceiling)";
	return `without a word ${acts.join(" and ")} endpoints are changed ${minutes} min after they were asked for${waits}`;
}

const order: readonly Criticality[] = ["expendable", "standard", "critical"];
