import type { Alert } from "../../domain/alert.ts";
import type { Held } from "../../domain/control.ts";
import { type Instant, minuteMs } from "../../domain/instant.ts";
import type { Posture } from "../../domain/ledger.ts";
import type { Tier } from "../../domain/policy.ts";
import { isSameEndpoint } from "../../domain/same-endpoint.ts";
import type { Look } from "./alert-book.ts";
import type { DetectorId } from "./detector.ts";

/** After an act of the guard, what follows from it on that endpoint is no news for this long. */
const echoMs = 30 * minuteMs;

/** What a cap, a pause or a restore brings about by itself. */
const echoes: ReadonlySet<string> = new Set<DetectorId>([
	"replica-runaway",
	"unexplained-replicas",
	"lost-scale-down",
	"configuration-drift",
	"cold-starts",
	"autoscaling-thrash",
	"stuck-initialising",
	"queue-depth",
	"latency",
	"error-rate",
	"low-utilisation",
]);

/** What is judged on the traffic: a cap makes it worse and never better, so that its end under one is an end. */
const loadIds: readonly DetectorId[] = ["queue-depth", "latency", "error-rate"];
const ofLoad: ReadonlySet<string> = new Set(loadIds);

/** What lasts as long as a cap does; below a cap a person's configuration is neither over nor new. */
const lasting: ReadonlySet<string> = new Set<DetectorId>(["configuration-drift", ...loadIds]);

/** What cannot go on where nothing runs. */
const ofWhatRuns: ReadonlySet<string> = new Set<DetectorId>([
	"replica-runaway",
	"request-surge",
	"unexplained-replicas",
	"lost-scale-down",
	"cold-starts",
	"autoscaling-thrash",
	"stuck-initialising",
	"idle-billed",
	...loadIds,
]);

export type EchoFacts = {
	readonly held: readonly Held[];
	readonly postures: readonly Posture[];
	readonly now: Instant;
};

/**
 * The looks that say something of the account, without what the guard brought about itself. That something is over
 * on an endpoint which the guard stopped is followed, with the guard as the reason.
 */
export function withoutEchoes(looks: readonly Look[], facts: EchoFacts): readonly Look[] {
	const because = stoppedByGuard(facts);
	return looks.flatMap((look) => {
		const { rule, subject } = look;
		if (subject === null) return [look];
		const reason = isEnd(look) && ofWhatRuns.has(rule.id) ? because.get(subject.name) : undefined;
		if (reason !== undefined) return [{ ...look, because: reason }];
		if (!isEcho(rule.id, subject.name, facts.held, facts.now)) return [look];
		return isEnd(look) && ofLoad.has(rule.id) ? [look] : [];
	});
}

function isEnd({ signal: { value, exitBelow } }: Look): boolean {
	return value !== null && value <= exitBelow;
}

/** How the guard stopped what runs nothing now, by name; what a person stopped is not the guard's. */
function stoppedByGuard({ held, postures }: EchoFacts): ReadonlyMap<string, string> {
	const byName = new Map(postures.map((posture) => [posture.endpoint, posture]));
	return new Map(
		held.flatMap((entry) => {
			const { endpoint, method, status } = entry;
			const posture = byName.get(endpoint);
			if (posture === undefined || !isSameEndpoint(posture, entry)) return [];
			const { state } = posture.observed;
			if (!stands.has(status)) return [];
			if (method === "pause" && state === "paused") return [[endpoint, "paused by the guard"]];
			if (method !== "sleep" || state !== "scaledToZero") return [];
			return [[endpoint, "put to sleep by the guard"]];
		}),
	);
}

const stands: ReadonlySet<Held["status"]> = new Set(["intended", "applied", "restoring"]);

/** What the guard holds down is not said again and again: whoever was told of it is told of its end. */
export function isHeldDown({ rule, endpoint }: Alert, { held, now }: EchoFacts): boolean {
	return endpoint !== null && ofLoad.has(rule) && isEcho(rule, endpoint, held, now);
}

/** True where a rule would see on this endpoint what the guard did itself. */
function isEcho(rule: string, endpoint: string, held: readonly Held[], now: Instant): boolean {
	return held.some((entry) => {
		if (entry.endpoint !== endpoint || !echoes.has(rule)) return false;
		if (entry.status === "recorded" || entry.status === "superseded") return false;
		const isFresh = now - Math.max(entry.statusSince, entry.written.at) < echoMs;
		return isFresh || (lasting.has(rule) && entry.status !== "restored");
	});
}

export type Tiers = {
	readonly tier: Tier;
	/** Groups above a line; who is not here is below all of its own. */
	readonly groups?: readonly { readonly budget: string; readonly tier: Tier }[] | undefined;
};

/** Guard tells its own blindness; a tier that its budget reached says more than how fast it came. */
export function isInhibited(alert: Alert, others: readonly Alert[], tiers: Tiers): boolean {
	const { group: name } = alert;
	const own = tiers.groups?.find(({ budget }) => budget === name)?.tier ?? "ok";
	const tier = name === undefined ? tiers.tier : own;
	if (alert.rule === "guard-blind") return true;
	if (alert.rule === "burn-rate") return tier !== "ok";
	if (alert.rule !== "hourly-spend") return false;
	const burns = others.some(
		({ rule, group, phase, severity }) =>
			rule === "burn-rate" && group === alert.group && phase === "firing" && severity !== "info",
	);
	return tier !== "ok" || burns;
}
