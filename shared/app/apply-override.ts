import { isRecordOf } from "../core/restore/plan-restore.ts";
import type { Instant } from "../domain/instant.ts";
import { hourMs } from "../domain/instant.ts";
import type { Posture } from "../domain/ledger.ts";
import type { Override, OverrideKind } from "../domain/override.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventBus } from "../ports/event-bus.ts";
import type { Log } from "../ports/log.ts";
import type { Json, Table } from "../ports/table.ts";
import { guardStore } from "./store/guard-store.ts";
import { keysOf } from "./store/keys.ts";
import { ledgerStore } from "./store/ledger-store.ts";
import { asJson } from "./store/record.ts";

export type OverrideDeps = {
	readonly namespace: string;
	readonly table: Table;
	readonly bus: EventBus;
	readonly clock: Clock;
	readonly log: Log;
};

/** A command whose signature was verified. `requestId` is used once; `bodyHash` tells a replay from a reuse. */
export type OverrideCommand = {
	readonly requestId: string;
	readonly bodyHash: string;
	readonly kind: OverrideKind;
	readonly namespace: string;
	readonly endpoint: string | null;
	readonly actor: string;
	readonly reason: string;
	/** One of the two; both absent: the default of 2 hours. */
	readonly ttlSeconds: number | null;
	readonly expiresAt: Instant | null;
};

export type OverrideAnswer = { readonly status: number; readonly body: Json };

const defaultTtlMs = 2 * hourMs;
const longestTtlMs = 24 * hourMs;
/** A request id is remembered for longer than its signature could be accepted. */
const rememberMs = 24 * hourMs;

/** The override with what tells a replay: one item, so that what was answered is what is in force. */
type Granted = Override & { readonly bodyHash: string; readonly answer: OverrideAnswer };

/**
 * Grants an override as level state that every pass reads, and asks for a pass at once. The same request
 * again gets the stored answer and changes nothing; the same id with another body is refused.
 */
export async function applyOverride(
	deps: OverrideDeps,
	command: OverrideCommand,
): Promise<OverrideAnswer> {
	const key = keysOf(deps.namespace).override(command.requestId);
	const seen = await deps.table.get(key);
	if (seen !== null) return repeated(seen.body as unknown as Granted, command);
	const now = deps.clock.now();
	const expiresAt = command.expiresAt ?? now + (command.ttlSeconds ?? defaultTtlMs / 1_000) * 1_000;
	const postures = await ledgerStore(deps.table, deps.namespace).readPostures();
	const refusal =
		refusalOf(deps, command, { now, expiresAt }) ?? unknownEndpoint(command, postures);
	if (refusal !== null) return refusal;
	const override = overrideOf(command, now, expiresAt);
	const answer = await grantedAnswer(deps, override, postures);
	const granted: Granted = { ...override, bodyHash: command.bodyHash, answer };
	const forgetAt = Math.max(expiresAt, now + rememberMs);
	const put = await deps.table.put({ ...key, body: asJson(granted), expiresAt: forgetAt }, 0);
	if (!put.ok) return applyOverride(deps, command);
	deps.log.info("override-granted", {
		id: override.id,
		kind: override.kind,
		actor: override.actor,
	});
	await askForPass(deps, now);
	return answer;
}

/** The pass would come within a minute anyway: a bus that is down must not turn a granted order into an error. */
async function askForPass(deps: OverrideDeps, at: Instant): Promise<void> {
	const { namespace } = deps;
	try {
		await deps.bus.publish({ type: "override.granted", version: 1, namespace, at });
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		deps.log.warn("pass-not-asked-for", { namespace, problem });
	}
}

function repeated(seen: Granted, command: OverrideCommand): OverrideAnswer {
	if (seen.bodyHash === command.bodyHash) return { status: 200, body: seen.answer.body };
	return { status: 409, body: { error: "this request id was used before with another body" } };
}

function refusalOf(
	deps: OverrideDeps,
	command: OverrideCommand,
	{ now, expiresAt }: { now: Instant; expiresAt: Instant },
): OverrideAnswer | null {
	if (command.namespace !== deps.namespace) {
		return invalid(`this guard watches ${deps.namespace}, not ${command.namespace}`);
	}
	if (expiresAt <= now) return invalid("the override would be over before it began");
	if (expiresAt > now + longestTtlMs) return invalid("an override lasts 24 hours at most");
	if (command.kind === "protect" && command.endpoint === null) {
		return invalid("protect names one endpoint: scope.endpoint");
	}
	return null;
}

/** A typo must not promise safety. Before the first good list no name is known, and any is taken. */
function unknownEndpoint(
	{ endpoint }: OverrideCommand,
	postures: readonly Posture[],
): OverrideAnswer | null {
	const names = postures.map((posture) => posture.endpoint);
	if (endpoint === null || names.length === 0 || names.includes(endpoint)) return null;
	const some = names.slice(0, mostNames).join(", ");
	return invalid(
		`there is no endpoint "${endpoint}"; there are ${some}${names.length > mostNames ? ", …" : ""}`,
	);
}

const mostNames = 10;

function invalid(error: string): OverrideAnswer {
	return { status: 422, body: { error } };
}

function overrideOf(command: OverrideCommand, grantedAt: Instant, expiresAt: Instant): Override {
	const { kind, namespace, endpoint, actor, reason, requestId } = command;
	return { id: requestId, kind, namespace, endpoint, actor, reason, grantedAt, expiresAt };
}

/** What it does and what it can cost: the configured maximum of what it covers, until it ends. */
async function grantedAnswer(
	deps: OverrideDeps,
	override: Override,
	postures: readonly Posture[],
): Promise<OverrideAnswer> {
	const originals =
		override.kind === "restore-now" ? await heldMaxima(deps) : new Map<string, number>();
	const hours = (override.expiresAt - override.grantedAt) / hourMs;
	const rate = postures
		.filter(({ endpoint }) => override.endpoint === null || override.endpoint === endpoint)
		.filter(({ observed }) => observed.state !== "paused" || override.kind === "restore-now")
		.reduce((sum, { endpoint, observed, price }) => {
			const most = Math.max(observed.scaling.maxReplica, originals.get(endpoint) ?? 0);
			return sum + most * price.hi;
		}, 0);
	return {
		status: 202,
		body: {
			overrideId: override.id,
			effect: effectOf(override),
			exposureUsd: Math.ceil(rate * hours) / 1_000_000,
			expiresAt: override.expiresAt,
		},
	};
}

/** What the held endpoints may scale to once they are back as they were. */
async function heldMaxima({
	table,
	namespace,
}: OverrideDeps): Promise<ReadonlyMap<string, number>> {
	const store = guardStore(table, namespace);
	const [control, records] = await Promise.all([store.readControl(), store.readRestoreRecords()]);
	const held = control.value?.held ?? [];
	return new Map(
		records
			.filter((record) => held.some((entry) => isRecordOf(record, entry)))
			.map(({ endpoint, scaling }) => [endpoint, scaling.maxReplica]),
	);
}

const effects: Readonly<Record<OverrideKind, string>> = {
	hold: "no new step is taken; caps that are already set stay",
	protect: "the guard does not touch it",
	"restore-now": "what the guard holds is put back, and not touched again until the end",
};

function effectOf({ kind, endpoint }: Override): string {
	return `${endpoint ?? "the whole namespace"}: ${effects[kind]}`;
}
