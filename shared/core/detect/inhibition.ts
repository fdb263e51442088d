import type { Alert } from "../../domain/alert.ts";
import type { Held } from "../../domain/control.ts";
import { type Instant, minuteMs } from "../../domain/instant.ts";
import type { Tier } from "../../domain/policy.ts";
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

/** What lasts as long as a cap does; below a cap a person's configuration is neither over nor new. */
const lasting: ReadonlySet<string> = new Set<DetectorId>([
	"configuration-drift",
	"queue-depth",
	"latency",
	"error-rate",
]);

/** True where a rule would see on this endpoint what the guard did itself. */
export function isEcho(
	rule: string,
	endpoint: string,
	held: readonly Held[],
	now: Instant,
): boolean {
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
