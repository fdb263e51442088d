import { mergeUpdate, type Written } from "./configuration.ts";
import { definitionFromBody, recordOf, versionName } from "./creation.ts";
import { type Disturbance, hardwareKey } from "./endpoint.ts";
import { hash } from "./http/hash.ts";
import { userNamed } from "./identity.ts";
import { beginRolling, change, configurationOf, wantedReplicas } from "./lifecycle.ts";
import { dropBacklog } from "./load.ts";
import { accelerators, quotaRefusal } from "./quotas.ts";
import { enterStage } from "./replicas.ts";
import { type Cause, causeOf, type EndpointRecord, systemCause, type World } from "./world.ts";

export type ChangeResult =
	| { ok: true; endpoint: EndpointRecord }
	| { ok: false; status: number; error: string };

const minuteMs = 60_000;
const notFound: ChangeResult = { ok: false, status: 404, error: "Not Found" };

export function create(world: World, body: unknown, actor: string): ChangeResult {
	const parsed = definitionFromBody(body, actor, world.settings);
	if (!parsed.ok) return { ok: false, status: 400, error: parsed.error };
	const { definition, written } = parsed;
	if (world.endpoints.has(definition.name)) {
		return { ok: false, status: 409, error: "Endpoint already exists" };
	}
	const needed = accelerators(definition.hardware, Math.max(1, definition.scaling.minReplica));
	const refusal = quotaRefusal(world, definition.hardware, needed);
	if (refusal !== null) return { ok: false, status: 400, error: refusal };
	const endpoint = recordOf(world, definition);
	Object.assign(endpoint, written);
	addEndpoint(world, endpoint, causeOf(world, actor));
	return { ok: true, endpoint };
}

/** Puts a new endpoint into the world: journal, first evaluation, and its first replicas. */
export function addEndpoint(world: World, endpoint: EndpointRecord, cause: Cause): void {
	world.endpoints.set(endpoint.name, endpoint);
	const phase = 1 + (hash(world.seed, "evaluation", endpoint.name) % minuteMs);
	world.queue.add(world.now + phase, { kind: "evaluate", endpoint });
	const after = configurationOf(endpoint);
	const entry = { at: world.now, ...cause, endpoint: endpoint.name, kind: "created" } as const;
	world.books.journal.add({ ...entry, before: null, after });
	change(world, endpoint, { ...systemCause, kind: "state" }, () => undefined);
}

/** The partial PUT. A scaling change moves the target into its bounds at once. */
export function update(world: World, name: string, body: unknown, actor: string): ChangeResult {
	const endpoint = world.endpoints.get(name);
	if (endpoint === undefined) return notFound;
	const merged = mergeUpdate(writtenOf(endpoint), body, world.settings);
	if (!merged.ok) return { ok: false, status: 400, error: merged.error };
	const { written } = merged;
	const refusal = updateRefusal(world, endpoint, written);
	if (refusal !== null) return { ok: false, status: 400, error: refusal };
	const rolls = startsNewVersion(world, endpoint, written);
	change(world, endpoint, { ...causeOf(world, actor), kind: "updated" }, () => {
		Object.assign(endpoint, written);
		touch(world, endpoint, actor);
		endpoint.failure = null;
		if (endpoint.scaling.minReplica > 0) endpoint.isAsleep = false;
		if (rolls) beginRolling(endpoint, nextVersion(world, endpoint));
	});
	return { ok: true, endpoint };
}

export function pause(world: World, name: string, actor: string): ChangeResult {
	const endpoint = world.endpoints.get(name);
	if (endpoint === undefined) return notFound;
	if (endpoint.isPaused) return { ok: true, endpoint };
	change(world, endpoint, { ...causeOf(world, actor), kind: "paused" }, () => {
		endpoint.isPaused = true;
		endpoint.isAsleep = false;
		endpoint.failure = null;
		dropBacklog(endpoint);
		touch(world, endpoint, actor);
		if (!world.settings.pauseWritesZero) return;
		endpoint.scaling = { ...endpoint.scaling, minReplica: 0, maxReplica: 0 };
	});
	return { ok: true, endpoint };
}

/** Starts a paused, failed or sleeping endpoint. The quota is checked again (documented). */
export function resume(world: World, name: string, actor: string): ChangeResult {
	const endpoint = world.endpoints.get(name);
	if (endpoint === undefined) return notFound;
	const { isPaused, isAsleep, failure } = endpoint;
	if (!isPaused && !isAsleep && failure === null) {
		return { ok: false, status: 400, error: "Endpoint is already running" };
	}
	const refusal = isPaused ? resumeRefusal(world, endpoint) : null;
	if (refusal !== null) return { ok: false, status: 400, error: refusal };
	change(world, endpoint, { ...causeOf(world, actor), kind: "resumed" }, () => {
		endpoint.isPaused = false;
		endpoint.isAsleep = false;
		endpoint.failure = null;
		endpoint.target = 1;
		endpoint.idleSince = world.now;
		touch(world, endpoint, actor);
		if (isPaused) resetScaling(world, endpoint);
	});
	return { ok: true, endpoint };
}

export function scaleToZero(world: World, name: string, actor: string): ChangeResult {
	const endpoint = world.endpoints.get(name);
	if (endpoint === undefined) return notFound;
	const { minReplica, scaleToZeroTimeout } = endpoint.scaling;
	if (scaleToZeroTimeout === null || minReplica > 0 || endpoint.isPaused) {
		return { ok: false, status: 400, error: "workload cannot be scaled to zero" };
	}
	if (endpoint.isAsleep) return { ok: true, endpoint };
	change(world, endpoint, { ...causeOf(world, actor), kind: "scaledToZero" }, () => {
		endpoint.isAsleep = true;
		endpoint.failure = null;
		dropBacklog(endpoint);
		touch(world, endpoint, actor);
	});
	return { ok: true, endpoint };
}

export function remove(world: World, name: string, actor: string): ChangeResult {
	const endpoint = world.endpoints.get(name);
	if (endpoint === undefined) return notFound;
	const before = configurationOf(endpoint);
	endpoint.isRemoved = true;
	change(world, endpoint, { ...systemCause, kind: "state" }, () => undefined);
	world.endpoints.delete(name);
	const cause = causeOf(world, actor);
	const entry = { at: world.now, ...cause, endpoint: name, kind: "removed", before } as const;
	world.books.journal.add({ ...entry, after: null });
	return { ok: true, endpoint };
}

/** Something goes wrong with an endpoint, or is healed, without anybody's doing. */
export function disturb(world: World, name: string, disturbance: Disturbance): ChangeResult {
	const endpoint = world.endpoints.get(name);
	if (endpoint === undefined) return notFound;
	change(world, endpoint, { ...systemCause, kind: "disturbed" }, () => {
		apply(world, endpoint, disturbance);
	});
	return { ok: true, endpoint };
}

function apply(world: World, endpoint: EndpointRecord, disturbance: Disturbance): void {
	switch (disturbance) {
		case "fail":
			endpoint.failure = "Scheduling failure: not enough hardware capacity";
			return;
		case "stickInitialising":
			endpoint.isStuck = true;
			return;
		case "failUpdates":
			endpoint.updatesFail = true;
			return;
		case "crash":
			crash(world, endpoint);
			return;
		case "heal":
			heal(world, endpoint);
	}
}

/** The oldest running replica dies; the account orders another in its place. */
function crash(world: World, endpoint: EndpointRecord): void {
	const victim = endpoint.replicas.find((replica) => replica.stage === "running");
	if (victim === undefined) return;
	enterStage(world, endpoint, victim, "stopped");
	victim.exitCode = 137;
}

function heal(world: World, endpoint: EndpointRecord): void {
	const wasStuck = endpoint.isStuck;
	endpoint.failure = null;
	endpoint.updateFailure = null;
	endpoint.isStuck = false;
	endpoint.updatesFail = false;
	if (!wasStuck) return;
	const stuck = endpoint.replicas.filter((replica) => replica.stage === "initializing");
	for (const replica of stuck) enterStage(world, endpoint, replica, "running");
}

function updateRefusal(world: World, endpoint: EndpointRecord, written: Written): string | null {
	const present = endpoint.hardware;
	if (endpoint.isPaused || hardwareKey(present) === hardwareKey(written.hardware)) return null;
	const replicas = Math.max(1, wantedReplicas(endpoint));
	const isSameQuota =
		present.vendor === written.hardware.vendor &&
		present.instanceType === written.hardware.instanceType;
	const freed = isSameQuota ? accelerators(present, replicas) : 0;
	return quotaRefusal(world, written.hardware, accelerators(written.hardware, replicas) - freed);
}

function resumeRefusal(world: World, endpoint: EndpointRecord): string | null {
	const resets = world.settings.resumeResetsToOne;
	const replicas = resets ? 1 : Math.max(1, endpoint.scaling.minReplica);
	return quotaRefusal(world, endpoint.hardware, accelerators(endpoint.hardware, replicas));
}

function resetScaling(world: World, endpoint: EndpointRecord): void {
	const { settings } = world;
	const { scaling } = endpoint;
	if (!settings.resumeResetsToOne && scaling.maxReplica > 0) return;
	const dropsTimeout = settings.raisingMinimum === "dropTimeout";
	const scaleToZeroTimeout = dropsTimeout ? null : scaling.scaleToZeroTimeout;
	endpoint.scaling = { ...scaling, minReplica: 1, maxReplica: 1, scaleToZeroTimeout };
}

function startsNewVersion(world: World, endpoint: EndpointRecord, written: Written): boolean {
	if (hardwareKey(endpoint.hardware) !== hardwareKey(written.hardware)) return true;
	if (JSON.stringify(endpoint.model) !== JSON.stringify(written.model)) return true;
	if (!world.settings.scalingPutRolls) return false;
	return JSON.stringify(endpoint.scaling) !== JSON.stringify(written.scaling);
}

function nextVersion(world: World, endpoint: EndpointRecord): string {
	endpoint.versionNumber += 1;
	return versionName(world, endpoint.id, endpoint.versionNumber);
}

function touch(world: World, endpoint: EndpointRecord, actor: string): void {
	endpoint.updatedAt = world.now;
	endpoint.updatedBy = userNamed(actor);
}

function writtenOf(endpoint: EndpointRecord): Written {
	const { type, tags, hardware, scaling, model, experimentalFeatures, notifications } = endpoint;
	return { type, tags, hardware, scaling, model, experimentalFeatures, notifications };
}
