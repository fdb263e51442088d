import type { Configuration } from "../../core/detect/configuration-drift.ts";
import type { EndpointSketch } from "../../core/detect/endpoint-sketch.ts";
import { type StoredSketch, sketchOf, storedSketch } from "../../core/detect/stored-sketch.ts";
import type { WatchState } from "../../domain/alert.ts";
import type { Instant } from "../../domain/instant.ts";
import type { MicroUsd } from "../../domain/money.ts";
import type { Table } from "../../ports/table.ts";
import { keysOf } from "./keys.ts";
import { asJson, readRecord, type Stored, writeRecord } from "./record.ts";

/** A configuration that nobody has to be asked about: first seen, or accepted by a person. */
export type Approved = Configuration & {
	readonly endpoint: string;
	readonly createdAt: Instant;
	readonly approvedAt: Instant;
	/** null: first seen. */
	readonly by: string | null;
};

/** Spend of whole hours, ascending; `guarded`: the guard held something in it. */
export type WatchHours = {
	readonly until: Instant;
	readonly hours: readonly {
		readonly hour: Instant;
		readonly spentMicroUsd: MicroUsd;
		readonly guarded: boolean;
	}[];
};

/** Sketches that nobody writes any more go after this long: the endpoint is gone. */
const keepSketchMs = 30 * 24 * 3_600_000;

/** Everything that watch owns, for one namespace. */
export function watchStore(table: Table, namespace: string) {
	const keys = keysOf(namespace);
	return {
		readState: (): Promise<Stored<WatchState>> => readRecord(table, keys.watch),
		writeState: (state: WatchState, expectedVersion: number) =>
			writeRecord(table, keys.watch, state, expectedVersion),
		readApproved: async (): Promise<Stored<readonly Approved[]>> => {
			const stored = await readRecord<{ approved: readonly Approved[] }>(table, keys.approved);
			return { value: stored.value?.approved ?? null, version: stored.version };
		},
		writeApproved: (approved: readonly Approved[], expectedVersion: number) =>
			writeRecord(table, keys.approved, { approved }, expectedVersion),
		readHours: (): Promise<Stored<WatchHours>> => readRecord(table, keys.watchHours),
		writeHours: (hours: WatchHours) => table.putAll([{ ...keys.watchHours, body: asJson(hours) }]),
		readSketch: async (endpoint: string, createdAt: Instant): Promise<EndpointSketch | null> => {
			const { value } = await readRecord<StoredSketch>(table, keys.sketch(endpoint, createdAt));
			return value === null ? null : sketchOf(value);
		},
		writeSketches: (sketches: readonly EndpointSketch[], now: Instant) =>
			table.putAll(
				sketches.map((sketch) => ({
					...keys.sketch(sketch.endpoint, sketch.createdAt),
					body: asJson(storedSketch(sketch)),
					expiresAt: now + keepSketchMs,
				})),
			),
	};
}

export type WatchStore = ReturnType<typeof watchStore>;
