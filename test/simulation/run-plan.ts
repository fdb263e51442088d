import { hourMs, type Instant, minuteMs } from "../../shared/domain/instant.ts";
import type { Schedule } from "../../shared/domain/schedule.ts";
import type { EndpointDefinition, Hardware } from "../../shared/simulator/endpoint.ts";
import { hardware } from "../../shared/simulator/scenarios/fleet.ts";
import type { AccountSettings } from "../../shared/simulator/settings.ts";
import { calendar } from "./calendar.ts";
import { type Features, featuresOf, groupMembers, groupShare } from "./features.ts";
import { changesAfterEntries, eventsOf, type PlannedEvent } from "./planned-events.ts";
import { between, chance, mix, oneOf } from "./random.ts";
import { schedulesOf } from "./schedules.ts";

/** Everything that a seed decides before the first pass. */
export type RunPlan = {
	readonly key: number;
	readonly zone: string;
	readonly start: Instant;
	/** Faults happen until here; the clean day follows. */
	readonly faultsUntil: Instant;
	readonly end: Instant;
	readonly days: number;
	/** 1: nominal fault rates. 3: three times as many. 0: none at all. */
	readonly factor: number;
	readonly fleet: readonly EndpointDefinition[];
	readonly settings: Partial<AccountSettings>;
	readonly dailyMicroUsd: number;
	readonly cleanDailyMicroUsd: number;
	readonly criticalAtShutdown: "floor" | "pause";
	readonly features: Features;
	readonly schedules: readonly Schedule[];
	readonly events: readonly PlannedEvent[];
};

/** Days with faults in one run; one clean day follows them. */
export const faultyDays = 3;

/** Of 20 runs 9 have three times the nominal faults and two have none, one of them a lopsided fleet. */
const factors = [3, 1, 3, 1, 3, 1, 1, 3, 1, 0, 1, 3, 3, 1, 3, 1, 3, 1, 3, 0];
const lopsidedOf20 = 9;

export function runPlan(seed: number, index: number): RunPlan {
	const key = mix(seed, index);
	const { zone, start, faultsUntil, end } = calendar(key, faultyDays);
	const isLopsided = index % factors.length === lopsidedOf20;
	const span = { start, faultsUntil };
	const fleet = isLopsided ? lopsidedFleet(key, span) : fleetOf(key, span);
	const factor = factors[index % factors.length] ?? 1;
	const warm = usdPerDay(fleet, (each) => Math.max(1, each.scaling.minReplica));
	const most = usdPerDay(fleet, (each) => each.scaling.maxReplica);
	const features = featuresOf(key, factor);
	const usual = Math.max(warm * (0.35 + 0.9 * chance(key, 1)), most * 0.08);
	const daily = isLopsided ? most / lopsidedRatio : usual;
	const schedules = features.schedule ? schedulesOf(key, { zone, fleet }) : [];
	const planned = { start, faultsUntil, factor };
	const afterEntries = changesAfterEntries(key, { ...planned, schedules });
	return {
		key,
		zone,
		start,
		faultsUntil,
		end,
		days: faultyDays + 1,
		factor,
		fleet,
		settings: settingsOf(key),
		dailyMicroUsd: Math.round(daily * 1_000_000),
		cleanDailyMicroUsd: Math.round(Math.max(daily, ampleUsd(fleet, features)) * 1_000_000),
		criticalAtShutdown: oneOf(key, 2, ["floor", "floor", "pause"] as const),
		features,
		schedules,
		events: [...eventsOf(key, planned), ...afterEntries].sort((a, b) => a.at - b.at),
	};
}

/** The largest maximum that a person sets in a run. */
const mostReplicasOfPeople = 6;

/** Carries whatever people may want of all endpoints, and as the group's share of it what they want of those. */
function ampleUsd(fleet: readonly EndpointDefinition[], { group }: Features): number {
	const most = (endpoints: readonly EndpointDefinition[]) =>
		usdPerDay(endpoints, (each) => Math.max(mostReplicasOfPeople, each.scaling.maxReplica));
	const members = fleet.filter(({ name }) => groupMembers.some((member) => member === name));
	return Math.max(most(fleet), group ? most(members) / groupShare : 0);
}

const kinds = [
	"aws us-east-1 nvidia-a100 x1",
	"aws us-east-1 nvidia-l4 x1",
	"aws eu-west-1 nvidia-t4 x1",
	"aws us-east-1 intel-spr x2",
	"gcp us-east4 nvidia-h100 x1",
	"aws us-east-1 nvidia-a10g x4",
];

const sizes = [4, 12] as const;

type Span = { readonly start: Instant; readonly faultsUntil: Instant };

function fleetOf(key: number, span: Span): EndpointDefinition[] {
	// Small fleets more often: limits bite there, and a day costs less time.
	const count = Math.min(between(key, 3, sizes), between(key, 4, sizes));
	return Array.from({ length: count }, (_, index) =>
		definitionOf(mix(key, 100 + index), `e${index}`, span),
	);
}

/** What a lopsided fleet would cost without the guard ÷ its budget: over the first line, under the third. */
const lopsidedRatio = 1.7;

/** One endpoint runs more than half of all replicas, and nothing else may be touched at the first line. */
function lopsidedFleet(key: number, span: Span): EndpointDefinition[] {
	return fleetOf(key, span).map((each, index) => ({
		...each,
		beginsAs: "running",
		tags: index === 0 ? [] : ["critical"],
		scaling: {
			...each.scaling,
			minReplica: 1,
			maxReplica: index === 0 ? mostReplicasOfLopsided : 1,
			scaleToZeroTimeout: null,
		},
		traffic: () => (index === 0 ? mostReplicasOfLopsided * 1.3 : 0.5),
	}));
}

/** More than all the others together: there are eleven at the most. */
const mostReplicasOfLopsided = 14;

function definitionOf(key: number, name: string, { start, faultsUntil }: Span): EndpointDefinition {
	const maySleep = chance(key, 1) < 0.25;
	const minReplica = maySleep ? 0 : between(key, 2, [1, 3]);
	const maxReplica = Math.max(1, minReplica + between(key, 3, [0, 4]));
	const hot = hotHours(key, { start, faultsUntil });
	const calm = 0.55 * Math.max(minReplica, maySleep ? 0.2 : 1);
	const isAlive = (at: Instant) => !maySleep || Math.floor(at / hourMs + key) % 5 !== 0;
	return {
		name,
		tags: oneOf(key, 4, [[], [], [], [], ["critical"], ["expendable"], ["protected"]]),
		hardware: hardware(oneOf(key, 5, kinds)),
		scaling: {
			minReplica,
			maxReplica,
			scaleToZeroTimeout: maySleep ? between(key, 6, [15, 60]) : null,
			measure: { hardwareUsage: null },
		},
		repository: "example/model",
		task: "text-generation",
		parametersBillions: between(key, 7, [1, 14]),
		requestsPerSecondPerReplica: 1,
		traffic: (at) => {
			const isHot = hot.some(({ from, to }) => from <= at && at < to);
			return isHot ? maxReplica * 1.3 : isAlive(at) ? calm : 0;
		},
		createdBy: "ann",
		beginsAs: chance(key, 8) < 0.1 ? "paused" : "running",
	};
}

/** On most days with faults an endpoint has hours in which it wants all the replicas it may have. */
function hotHours(key: number, span: Span) {
	const days = Math.round((span.faultsUntil - span.start) / (24 * hourMs));
	return Array.from({ length: days }, (_, day) => {
		if (chance(key, 20 + day) > 0.7) return { from: 0, to: 0 };
		const from = span.start + day * 24 * hourMs + between(key, 30 + day, [0, 16 * 60]) * minuteMs;
		return { from, to: from + between(key, 40 + day, [2, 9]) * hourMs };
	});
}

function usdPerDay(
	fleet: readonly EndpointDefinition[],
	replicas: (each: EndpointDefinition) => number,
): number {
	return fleet.reduce((sum, each) => sum + 24 * replicas(each) * usdPerHour(each.hardware), 0);
}

const usdPerHourOf: Readonly<Record<string, number>> = {
	"nvidia-a100": 2.5,
	"nvidia-l4": 0.8,
	"nvidia-t4": 0.5,
	"intel-spr": 0.067,
	"nvidia-h100": 10,
	"nvidia-a10g": 5,
};

function usdPerHour({ instanceType }: Hardware): number {
	return usdPerHourOf[instanceType] ?? 1;
}

/** What the vendor does not document, in each of its possible forms. */
function settingsOf(key: number): Partial<AccountSettings> {
	const documentedOnly = chance(key, 50) < 0.5;
	return {
		historyMs: 30 * minuteMs,
		rangesClipped: chance(key, 51) < 0.5,
		pauseWritesZero: chance(key, 52) < 0.3,
		resumeResetsToOne: chance(key, 53) < 0.7,
		raisingMinimum: oneOf(key, 54, ["accept", "accept", "refuse", "dropTimeout"] as const),
		nullInPut: oneOf(key, 55, ["clears", "unchanged"] as const),
		billsUndocumentedStages: chance(key, 56) < 0.5,
		...(documentedOnly
			? { pullingSeconds: 0, downloadingSecondsPerBillion: 0, terminatingSeconds: 1 }
			: {}),
	};
}
