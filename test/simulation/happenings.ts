import { hourMs } from "../../shared/domain/instant.ts";
import type { SimulatedAccount } from "../../shared/simulator/account.ts";
import { person, personScales } from "./person-scales.ts";
import type { PlannedEvent } from "./planned-events.ts";
import { between, chance, oneOf } from "./random.ts";
import { type Command, namespace, type Simulation } from "./simulation.ts";
import { channels } from "./surroundings.ts";

const aSecond = 1_000;

/** Lets a planned event happen to the account, the policy or the surroundings. */
export function happen(simulation: Simulation, event: PlannedEvent): void {
	const { account, observer } = simulation;
	const { key } = event;
	const endpoint =
		event.endpoint === undefined ? someEndpoint(account, key) : account.find(event.endpoint);
	const what = `${event.kind} ${endpoint?.name ?? ""}`;
	if (!simulation.fire(event.id, what, event.kind)) return;
	simulation.lastEventAt = event.at;
	switch (event.kind) {
		case "person-overrides":
			override(simulation, event, endpoint?.name ?? null);
			break;
		case "budget-changes":
			simulation.setBudget(between(key, 10, [50, 220]) / 100);
			break;
		case "account-down":
		case "token-revoked":
		case "passes-missed":
			during(simulation, event, event.kind);
			break;
		case "long-outage":
			during(simulation, event, "passes-missed");
			break;
		case "receiver-down":
			during(simulation, event, oneOf(key, 11, channels));
			break;
		default:
			if (endpoint !== null) changeEndpoint(simulation, event, endpoint.name);
			observer.look();
	}
}

function changeEndpoint(simulation: Simulation, event: PlannedEvent, name: string): void {
	const { account, scheduler } = simulation;
	const { key, kind, until } = event;
	switch (kind) {
		case "person-scales":
			if (account.find(name)?.state !== "paused") personScales(simulation, name, key);
			return;
		case "person-pauses":
			account.pause(name, person);
			return;
		case "person-resumes":
			for (const each of account.list()) {
				if (each.state === "paused" && chance(key, each.name.length) < 0.5) {
					account.resume(each.name, person);
				}
			}
			return;
		case "person-deletes":
			remove(simulation, name, event);
			return;
		case "replica-crashes":
			account.disturb(name, "crash");
			return;
		case "endpoint-fails":
			account.disturb(name, oneOf(key, 12, ["fail", "stickInitialising"] as const));
			scheduler.at(until, () => void account.disturb(name, "heal"));
			return;
		case "quota-lost":
			loseQuota(simulation, name, event);
			return;
		default:
			throw new Error(`${kind} does not happen to an endpoint`);
	}
}

function someEndpoint(account: SimulatedAccount, key: number) {
	const all = account.list();
	return all.length === 0 ? null : oneOf(key, 13, all);
}

/** A name that comes back belongs to another endpoint. */
function remove(simulation: Simulation, name: string, { until, at }: PlannedEvent): void {
	const { account, scheduler, observer } = simulation;
	const old = account.find(name);
	if (old === null) return;
	account.remove(name, person);
	const { minReplica, maxReplica, scaleToZeroTimeout, measure } = old.scaling;
	const scaling = { minReplica, maxReplica: Math.max(1, maxReplica), scaleToZeroTimeout, measure };
	const { vendor, region, ...compute } = old.hardware;
	const body = {
		name,
		type: "authenticated",
		tags: old.tags,
		provider: { vendor, region },
		compute: { ...compute, scaling },
		model: { repository: old.model.repository, task: old.model.task },
	};
	scheduler.at(Math.max(until, at + 180 * aSecond), () => {
		account.create(body, person);
		observer.look();
	});
}

function loseQuota({ account, scheduler }: Simulation, name: string, { until }: PlannedEvent) {
	const found = account.find(name);
	if (found === null) return;
	const { vendor, instanceType } = found.hardware;
	const set = (maxAccelerators: number) =>
		account.perform({ kind: "setQuota", vendor, instanceType, maxAccelerators }, "system");
	set(0);
	scheduler.at(until, () => set(4_096));
}

function during(simulation: Simulation, { until }: PlannedEvent, what: string): void {
	simulation.broken.add(what);
	simulation.scheduler.at(until, () => void simulation.broken.delete(what));
}

/** As often as it stands here. */
const kinds: readonly Command["kind"][] = [
	"hold",
	"hold",
	"protect",
	"protect",
	"restore-now",
	"restore-now",
	"raise",
	"raise",
	"silence",
	"silence",
	"ack",
	"stop-now",
];

/** Now and then two people say something at once, take it back, or a request comes twice. */
function override(simulation: Simulation, event: PlannedEvent, endpoint: string | null): void {
	const { key, id } = event;
	if (answer(simulation, event)) return;
	const command = orderOf(event, { endpoint, purpose: 16, simulation });
	simulation.observer.count(`order: ${command.kind}`);
	simulation.grant(command, key);
	if (chance(key, 18) < 0.3) simulation.grant(command, key + 1);
	if (chance(key, 19) < 0.2) {
		const too = orderOf(event, { endpoint, purpose: 20, simulation });
		simulation.grant({ ...too, requestId: `${id}-too` }, key + 2);
	}
	if (command.kind === "protect" && chance(key, 27) < releasedShare) {
		later(simulation, event, { ...command, kind: "release" });
	}
	if (chance(key, 22) > revokedShare) return;
	later(simulation, event, { ...command, kind: "revoke", details: { overrideId: id } });
}

/** Half-way through an order. */
function later(simulation: Simulation, { key, until, id, at }: PlannedEvent, ending: Command) {
	const { kind } = ending;
	simulation.scheduler.at(at + Math.floor((until - at) / 2), () => {
		simulation.observer.count(`order: ${kind}`);
		const requestId = `${id}-${kind === "revoke" ? "ended" : kind}`;
		simulation.grant({ ...ending, requestId, expiresAt: until + hourMs }, key + 3);
	});
}

/** Where a plan waits for a word, most people speak of it. */
function answer(simulation: Simulation, event: PlannedEvent): boolean {
	const planHash = simulation.observer.askedPlan;
	if (planHash === null || chance(event.key, 24) < 0.2) return false;
	const kind = chance(event.key, 25) < 0.75 ? "approve" : "deny";
	const command = orderOf(event, { endpoint: null, purpose: 16, simulation });
	simulation.observer.count(`order: ${kind}`);
	simulation.grant({ ...command, kind, endpoint: null, details: { planHash } }, event.key);
	return true;
}

const revokedShare = 0.15;
/** Of the protections by order; and orders that are a release in any case. */
const releasedShare = 0.3;
const releaseShare = 0.08;

type OrderOptions = {
	readonly endpoint: string | null;
	readonly purpose: number;
	readonly simulation: Simulation;
};

function orderOf(event: PlannedEvent, { endpoint, purpose, simulation }: OrderOptions): Command {
	const { key, until, id } = event;
	// A number of its own, so that the other orders stay what they were.
	const isRelease = chance(key, purpose + 100) < releaseShare;
	const kind = isRelease ? "release" : oneOf(key, purpose, kinds);
	const isOfOne = ["protect", "release", "stop-now"].includes(kind);
	const isWide = !isOfOne && chance(key, 17) < 0.3;
	const isOfAll = isWide || ["raise", "silence", "ack"].includes(kind);
	return {
		requestId: id,
		bodyHash: `${key}/${kind}`,
		principal: "key:default",
		role: "owner",
		kind,
		namespace,
		endpoint: isOfAll ? null : (ofRelease(kind, simulation) ?? endpoint),
		actor: person,
		reason: "a person wants it so",
		ttlSeconds: null,
		expiresAt: until,
		pastPeriod: true,
		...detailsOf(kind, simulation, key),
	};
}

/** Most releases are of what an order protects, where there is one. */
function ofRelease(kind: Command["kind"], { observer }: Simulation): string | null {
	return kind === "release" ? (observer.protectedByOrder.at(-1) ?? null) : null;
}

function detailsOf(kind: Command["kind"], { plan }: Simulation, key: number) {
	if (kind === "raise") {
		const addMicroUsd = Math.round((plan.dailyMicroUsd * between(key, 21, [20, 150])) / 100);
		return { details: { addMicroUsd }, expiresAt: null };
	}
	if (kind === "silence") {
		const value = oneOf(key, 23, ["info", "warn", "page"]);
		return { details: { matchers: [{ name: "severity", value }] } };
	}
	return {};
}
