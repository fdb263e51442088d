import { createJsonLog } from "../../shared/adapters/log/json-log.ts";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { signedOverrideRequest } from "../../shared/adapters/webhooks/signed-override-request.ts";
import { applyOverride } from "../../shared/app/apply-override.ts";
import { recordRefusal } from "../../shared/app/overrides/record-refusal.ts";
import { defaultOverrideRules } from "../../shared/domain/override-rules.ts";
import type { Table } from "../../shared/ports/table.ts";
import { httpHandler } from "../../shared/runtime/http/http-handler.ts";
import { overrideRouteOf } from "../../shared/runtime/http/override-route.ts";
import { plainHeaders } from "../../shared/runtime/http/plain-headers.ts";
import { policyOf } from "../core/fixture.ts";
import { context, httpEvent } from "../functions/lambda-events.ts";
import { mutations, type Original, type Random, type Request } from "./webhook-mutations.ts";

export type FuzzResult = {
	readonly perClass: Readonly<Record<string, number>>;
	readonly originals: number;
	readonly originalsAccepted: number;
	/** By name of the class, with the seed's place: what must not happen. */
	readonly stateChanges: readonly string[];
	readonly serverErrors: readonly string[];
	readonly leaks: readonly string[];
	readonly statuses: Readonly<Record<string, number>>;
};

const nowMs = Date.UTC(2026, 10, 22, 10);
/** A store is begun anew after so many originals: reading all that were granted takes its time. */
const originalsPerStore = 64;
const canaries = ["canary-secret-one-of-the-webhook", "canary-secret-two-of-the-webhook"];
const secrets = canaries.map((text) => `whsec_${Buffer.from(text).toString("base64")}`);

/** Sends mutated requests and their originals through the function's own handler, in this process. */
export async function webhookFuzz(count: number, random: Random): Promise<FuzzResult> {
	const rounds = Math.ceil(count / mutations.length);
	const tally = newTally();
	let rig = newRig();
	for (let round = 0; round < rounds; round += 1) {
		if (round % originalsPerStore === 0) rig = newRig();
		const original = originalOf(round, random);
		await mutateAll(rig, tally, { original, when: "before", random, round });
		const writes = rig.writes();
		const answer = await rig.send(original);
		tally.originals += 1;
		if (answer.statusCode === 202 && rig.writes() === writes + 1) tally.originalsAccepted += 1;
		await mutateAll(rig, tally, { original, when: "after", random, round });
		for (const line of rig.takeLines()) if (holdsSecret(line)) tally.leaks.push(line);
	}
	return tally;
}

type Tally = { -readonly [Name in keyof FuzzResult]: FuzzResult[Name] } & {
	perClass: Record<string, number>;
	statuses: Record<string, number>;
	stateChanges: string[];
	serverErrors: string[];
	leaks: string[];
};

function newTally(): Tally {
	return {
		perClass: {},
		originals: 0,
		originalsAccepted: 0,
		stateChanges: [],
		serverErrors: [],
		leaks: [],
		statuses: {},
	};
}

type Round = {
	readonly original: Original;
	readonly when: "before" | "after";
	readonly random: Random;
	readonly round: number;
};

async function mutateAll(
	rig: Rig,
	tally: Tally,
	{ original, when, random, round }: Round,
): Promise<void> {
	for (const { name, mutate } of mutations.filter((mutation) => mutation.when === when)) {
		const writes = rig.writes();
		const { statusCode, body } = await rig.send(mutate(original, random));
		tally.perClass[name] = (tally.perClass[name] ?? 0) + 1;
		tally.statuses[statusCode] = (tally.statuses[statusCode] ?? 0) + 1;
		if (rig.writes() !== writes || statusCode === 202) tally.stateChanges.push(`${name} ${round}`);
		if (statusCode >= 500) tally.serverErrors.push(`${name} ${round}: ${statusCode}`);
		if (holdsSecret(body)) tally.leaks.push(`${name} ${round}: ${body}`);
	}
}

function holdsSecret(text: string): boolean {
	return [...canaries, ...secrets.map((secret) => secret.slice("whsec_".length))].some((secret) =>
		text.includes(secret),
	);
}

const reasons = [
	"launch demo today, ça va",
	"Vorführung läuft, café",
	"デモを続ける 🚀 bitte warten",
];

function originalOf(round: number, random: Random): Original {
	const secret = secrets[round % secrets.length] ?? "";
	const timestampMs = nowMs + (random(600) - 300) * 1_000;
	const command = {
		kind: "hold" as const,
		scope: { namespace: "acme" },
		ttlSeconds: 60 + random(7_000),
		reason: `${reasons[round % reasons.length]} ${random(1e9)}`,
		actor: "oncall@acme",
	};
	const id = `msg_${round}_${random(1e9)}`;
	const { headers, body } = signedOverrideRequest({
		id,
		nowMs: timestampMs,
		secret,
		data: command,
	});
	return {
		headers: { ...headers },
		body: Buffer.from(body),
		isBase64Encoded: round % 2 === 1,
		id,
		timestampSeconds: Math.floor(timestampMs / 1_000),
		secret,
		command,
	};
}

type Rig = ReturnType<typeof newRig>;

function newRig() {
	const clock = { now: () => nowMs, sleep: () => Promise.resolve() };
	let lines: string[] = [];
	const log = createJsonLog({ clock, write: (line) => lines.push(line) });
	const { table, writes } = counted(createMemoryTable({ clock }));
	const bus = { publish: () => Promise.resolve() };
	const deps = { namespace: "acme", policy: policyOf(), table, bus, clock, log };
	const route = overrideRouteOf(() =>
		Promise.resolve({
			keys: secrets.map((secret) => ({ name: "default", secret })),
			rules: defaultOverrideRules,
			wallNow: () => nowMs,
			apply: (command) => applyOverride(deps, command),
			recordRefusal: (refused) => recordRefusal(deps, refused),
			log,
		}),
	);
	const handler = httpHandler({
		name: "override",
		routes: { "POST /v1/overrides": route },
		headers: plainHeaders,
	});
	const send = ({ headers, body, isBase64Encoded }: Request) =>
		handler(
			httpEvent({
				method: "POST",
				path: "/v1/overrides",
				headers: { ...headers },
				body: body.toString(isBase64Encoded || !isText(body) ? "base64" : "utf8"),
				isBase64Encoded: isBase64Encoded || !isText(body),
			}),
			context,
		);
	const takeLines = () => {
		const taken = lines;
		lines = [];
		return taken;
	};
	return { send, writes, takeLines };
}

/** The API hands over as text only what is one. */
function isText(body: Buffer): boolean {
	return Buffer.from(body.toString("utf8")).equals(body);
}

/** Writes that succeeded, those of the audit log left out: it records what changed nothing. */
function counted(table: Table) {
	let count = 0;
	const counts = (sk: string) => {
		if (!sk.startsWith("audit")) count += 1;
	};
	const watched: Table = {
		...table,
		put: async (item, version) => {
			const result = await table.put(item, version);
			if (result.ok) counts(item.sk);
			return result;
		},
		putAll: async (items) => {
			await table.putAll(items);
			for (const { sk } of items) counts(sk);
		},
		delete: async (key) => {
			counts(key.sk);
			await table.delete(key);
		},
	};
	return { table: watched, writes: () => count };
}
