import { parseCron } from "../../shared/config/parse-cron.ts";
import type { EndpointMatch } from "../../shared/domain/endpoint-match.ts";
import type { Schedule, ScheduleEntry } from "../../shared/domain/schedule.ts";
import type { EndpointDefinition } from "../../shared/simulator/endpoint.ts";
import { between, chance, mix, oneOf } from "./random.ts";

type Place = { readonly zone: string; readonly fleet: readonly EndpointDefinition[] };

const mostEntries = 3;
const mostMembers = 3;
/** Of the schedules; the others name their endpoints. */
const byTagShare = 0.25;
/** Of the schedules: in the zone of the budget, so that they meet what happens at its midnight. */
const ownZoneShare = 0.6;
const otherZones = ["UTC", "America/New_York", "Asia/Kathmandu", "Europe/Berlin"];

/** One to three cron entries for some endpoints of the fleet. */
export function schedulesOf(key: number, { zone, fleet }: Place): Schedule[] {
	const own = mix(key, 400);
	const entries = Array.from({ length: between(own, 1, [1, mostEntries]) }, (_, index) =>
		entryOf(mix(own, index)),
	);
	const isInOwnZone = chance(own, 2) < ownZoneShare;
	const where = isInOwnZone ? zone : oneOf(own, 3, otherZones);
	return [{ members: membersOf(own, fleet), zone: where, entries }];
}

function membersOf(key: number, fleet: readonly EndpointDefinition[]): EndpointMatch[] {
	if (chance(key, 4) < byTagShare) {
		return [{ tag: oneOf(key, 5, ["critical", "expendable", "protected"]) }, nameIn(key, fleet)];
	}
	const count = between(key, 6, [1, mostMembers]);
	return Array.from({ length: count }, (_, index) => nameIn(mix(key, 10 + index), fleet));
}

function nameIn(key: number, fleet: readonly EndpointDefinition[]): EndpointMatch {
	return { name: oneOf(key, 7, fleet).name };
}

/** Around midnight caps of the day before still hold, and by the afternoon tiers are in force. */
const hoursOfEntries = [
	"0",
	"0",
	"1",
	"2",
	"3",
	"7",
	"9",
	"12",
	"14",
	"16",
	"18",
	"19",
	"21",
	"23",
];
const replicas = [0, 0, 0, 1, 1, 2, 3, 4, 6];

function entryOf(key: number): ScheduleEntry {
	const minute = between(key, 1, [0, 59]);
	const hour = oneOf(key, 2, hoursOfEntries);
	const days = oneOf(key, 3, ["* * *", "* * *", "* * *", "* * 1-5", "* * 0,2,4,6", "*/2 * *"]);
	const parsed = parseCron(`${minute} ${hour} ${days}`);
	if (!parsed.ok) throw new Error(`a cron entry of the simulation ${parsed.problem}`);
	return { cron: parsed.cron, replicas: oneOf(key, 4, replicas) };
}
