import type { EndpointView, ReadModel } from "../../domain/read-model.ts";
import { percentText, rateText } from "./money-text.ts";

/** Below this part of the rate no single endpoint is the reason. */
const mostlyRatio = 0.5;

type Shown = Pick<ReadModel, "endpoints" | "reading" | "alerts">;

/**
 * Why the day is dear, in one line: what runs at which price, and who set it so where that is known; null where
 * the day ends within its budget, or nothing runs.
 */
export function whyText({ endpoints, reading, alerts }: Shown): string | null {
	const rate = endpoints.reduce((sum, { ratePerHour }) => sum + ratePerHour, 0);
	const dear = (reading?.likelyMicroUsd ?? 0) > (reading?.budgetMicroUsd ?? 0);
	const dearest = endpoints.toSorted((a, b) => b.ratePerHour - a.ratePerHour);
	const [first] = dearest;
	if (!dear || rate === 0 || first === undefined) return null;
	const isOne = first.ratePerHour / rate >= mostlyRatio;
	const named = dearest
		.slice(0, isOne ? 1 : mostNamed)
		.filter(({ ratePerHour }) => ratePerHour > 0);
	const words = named.map((view) => partText(view, rate)).join(", ");
	const changedBy = alerts.firing.find(
		({ endpoint, causes }) => endpoint === first.endpoint.name && causes.length > 0,
	)?.causes[0]?.configured;
	const changed = changedBy == null ? "" : ` Changed there: ${changedBy}.`;
	return `${isOne ? "Mostly" : "Dearest"} ${words}.${changed}`;
}

const mostNamed = 3;

/** `llama-70b-chat, $80.00/h of $97.20/h now (82 %), 8 replicas, critical`. */
function partText(view: EndpointView, rate: number): string {
	const { endpoint, ratePerHour, criticality } = view;
	const replicas = endpoint.readyReplica === 1 ? "1 replica" : `${endpoint.readyReplica} replicas`;
	const share = percentText(ratePerHour / rate);
	return `${endpoint.name} ${rateText(ratePerHour)} (${share} of now, ${replicas}, ${criticality})`;
}
