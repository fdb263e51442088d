import { moneyText, percentText, rateText } from "../core/notify/money-text.ts";
import type { EndpointView } from "../domain/read-model.ts";
import { counted, type Frame, nameList } from "./frame.ts";
import { heldText } from "./held-view.ts";

export type FleetRow = {
	readonly name: string;
	readonly state: string;
	readonly criticality: string;
	readonly replicas: string;
	readonly hardware: string;
	readonly region: string;
	readonly rate: string;
	readonly today: string;
	readonly share: string;
	readonly held: string | null;
};

/** `names` is empty where the label says all. */
export type AnswerLine = { readonly label: string; readonly names: string };

export type FleetView = {
	readonly summary: string;
	readonly rows: readonly FleetRow[];
	/** Endpoints beyond the rows shown; 0 where all are shown. */
	readonly more: number;
	/** What callers get, what still answers first. */
	readonly answers: readonly AnswerLine[];
};

/** Rows on the page; a bigger fleet is in `/api/state` as a whole. */
const rowsShownMax = 100;

export function fleetView(frame: Frame): FleetView {
	const { endpoints } = frame.model;
	const sorted = endpoints.toSorted(
		(a, b) =>
			b.spentToday.point - a.spentToday.point || (a.endpoint.name < b.endpoint.name ? -1 : 1),
	);
	const replicas = endpoints.reduce((sum, { endpoint }) => sum + endpoint.readyReplica, 0);
	const rate = endpoints.reduce((sum, { ratePerHour }) => sum + ratePerHour, 0);
	return {
		summary: [
			counted(endpoints.length, "endpoint"),
			`${counted(replicas, "replica")} ready`,
			rateText(rate),
		].join(" · "),
		rows: sorted.slice(0, rowsShownMax).map((view) => rowOf(frame, view)),
		more: Math.max(0, endpoints.length - rowsShownMax),
		answers: answersOf(endpoints),
	};
}

function rowOf(frame: Frame, view: EndpointView): FleetRow {
	const { endpoint } = view;
	const { instanceType, instanceSize, region } = endpoint.hardware;
	const total = frame.model.reading?.spent.point ?? 0;
	return {
		name: endpoint.name,
		state: endpoint.state,
		criticality: view.protected ? `${view.criticality}, protected` : view.criticality,
		replicas: `${endpoint.readyReplica} of ${endpoint.targetReplica}, max ${endpoint.scaling.maxReplica}`,
		hardware: `${instanceType} ${instanceSize}`,
		region,
		rate: rateText(view.ratePerHour),
		today: moneyText(view.spentToday.point),
		share: total === 0 ? "" : percentText(view.spentToday.point / total),
		held: heldText(frame, endpoint.name),
	};
}

function answersOf(endpoints: readonly EndpointView[]): readonly AnswerLine[] {
	if (endpoints.length === 0) {
		return [{ label: "No endpoint was seen in this namespace.", names: "" }];
	}
	const answering = namesWhere(endpoints, ({ endpoint }) => isAnswering(endpoint));
	if (answering.length === endpoints.length) {
		return [{ label: `All ${endpoints.length} endpoints answer.`, names: "" }];
	}
	const asleep = namesWhere(endpoints, ({ endpoint }) => endpoint.state === "scaledToZero");
	const paused = namesWhere(endpoints, ({ endpoint }) => endpoint.state === "paused");
	const known = new Set([...answering, ...asleep, ...paused]);
	const others = namesWhere(endpoints, ({ endpoint }) => !known.has(endpoint.name));
	return [
		listed("Answers", answering),
		listed("Wakes on the next request (503 until then)", asleep),
		listed("Does not answer (paused, HTTP 400)", paused),
		listed("Not ready", others),
	].filter((line) => line !== null);
}

function isAnswering({ state, readyReplica }: EndpointView["endpoint"]): boolean {
	return readyReplica > 0 && state !== "paused" && state !== "scaledToZero";
}

function namesWhere(
	endpoints: readonly EndpointView[],
	isWanted: (view: EndpointView) => boolean,
): readonly string[] {
	return endpoints.filter(isWanted).map(({ endpoint }) => endpoint.name);
}

function listed(label: string, names: readonly string[]): AnswerLine | null {
	return names.length === 0 ? null : { label: `${label}:`, names: nameList(names) };
}
