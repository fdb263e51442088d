import type * as z from "zod";
import type { Endpoint, Inventory, StageRange } from "../../domain/endpoint.ts";
import type { Range } from "../../domain/instant.ts";
import type { Clock } from "../../ports/clock.ts";
import type { FleetReader } from "../../ports/fleet-reader.ts";
import { endpointOf } from "./endpoint-mapping.ts";
import { type HttpClient, type HttpRequest, pathOf } from "./http-client.ts";
import { HuggingFaceError } from "./hugging-face-error.ts";
import { endpointPageSchema, replicaStatusSchema, stageRangeSchema } from "./schemas.ts";

export type FleetReaderOptions = {
	readonly client: HttpClient;
	readonly namespace: string;
	readonly clock: Clock;
	/** An account with more pages than this is read in part, and the inventory says so. */
	readonly pageLimit?: number;
};

/** The vendor's default is 20; a larger page means fewer calls and fewer chances to change between. */
const endpointsPerPage = 100;

const defaultPageLimit = 100;

/** Reads one namespace of the Inference Endpoints API. */
export function createFleetReader(options: FleetReaderOptions): FleetReader {
	return {
		listInventory: () => listInventory(options),
		getEndpoint: (name) => getEndpoint(name, options),
		readStageRanges: (name, window) => readStageRanges({ name, window }, options),
	};
}

/** `at` is when the listing began: nothing in it is older than that. */
async function listInventory(options: FleetReaderOptions): Promise<Inventory> {
	const client = options.client.forPass();
	const at = options.clock.now();
	const listing = new Listing();
	const pageLimit = options.pageLimit ?? defaultPageLimit;
	for (let page = 0; page < pageLimit && !listing.isOver; page += 1) {
		listing.add(await readPage(listing.cursor, { ...options, client }));
	}
	return { at, complete: listing.isComplete, endpoints: listing.endpoints };
}

type Page = z.infer<typeof endpointPageSchema>;

async function readPage(cursor: string | null, options: FleetReaderOptions): Promise<Page> {
	const limit = String(endpointsPerPage);
	const query = cursor === null ? { limit } : { limit, cursor };
	const request = {
		method: "GET",
		path: pathOf("v2", "endpoint", options.namespace),
		query,
	} as const;
	return parsed(endpointPageSchema, await options.client.read(request), request);
}

/** Puts pages together and notices where they contradict each other. */
class Listing {
	readonly #endpoints = new Map<string, Endpoint>();
	readonly #cursors = new Set<string>();
	readonly #totals = new Set<number>();
	#isSound = true;
	cursor: string | null = null;
	isOver = false;

	add({ items, totalItems, nextCursor }: Page): void {
		for (const item of items) this.#addEndpoint(endpointOf(item));
		if (typeof totalItems === "number") this.#totals.add(totalItems);
		this.cursor = nextCursor || null;
		if (this.cursor === null) this.isOver = true;
		else if (this.#cursors.has(this.cursor)) this.#endUnsound();
		else this.#cursors.add(this.cursor);
	}

	get endpoints(): readonly Endpoint[] {
		return [...this.#endpoints.values()];
	}

	/** A fleet that changed between two pages shows as a duplicate or as totals that do not fit. */
	get isComplete(): boolean {
		const totalsFit = [...this.#totals].every((total) => total === this.#endpoints.size);
		return this.isOver && this.#isSound && totalsFit;
	}

	#addEndpoint(endpoint: Endpoint | null): void {
		if (!endpoint || this.#endpoints.has(endpoint.name)) this.#isSound = false;
		else this.#endpoints.set(endpoint.name, endpoint);
	}

	#endUnsound(): void {
		this.#isSound = false;
		this.isOver = true;
	}
}

async function getEndpoint(
	name: string,
	{ client, namespace }: FleetReaderOptions,
): Promise<Endpoint | null> {
	const request = { method: "GET", path: pathOf("v2", "endpoint", namespace, name) } as const;
	try {
		const endpoint = endpointOf(await client.read(request));
		if (!endpoint) throw unexpectedAnswer(request);
		return endpoint;
	} catch (error) {
		if (error instanceof HuggingFaceError && error.code === "not-found") return null;
		throw error;
	}
}

async function readStageRanges(
	{ name, window }: { name: string; window: Range },
	{ client, namespace }: FleetReaderOptions,
): Promise<readonly StageRange[]> {
	const path = `${pathOf("v2", "endpoint", namespace, name)}/metrics/replica-status`;
	const body = { start: rfc3339(window.from), stop: rfc3339(window.to) };
	const request = { method: "POST", path, body } as const;
	const { series } = parsed(replicaStatusSchema, await client.read(request), request);
	const rows = series.flatMap(({ stage, data }) => data.map((row) => ({ stage, row })));
	const ranges = rows.flatMap(({ stage, row }) => stageRangeOf(stage, row));
	// Without a single readable row this is not a timeline without replicas: that would cost nothing.
	if (rows.length > 0 && ranges.length === 0) throw unexpectedAnswer(request);
	return ranges.filter(({ from, to }) => from < to).sort(byTime);
}

function stageRangeOf(stage: string, row: unknown): readonly StageRange[] {
	const range = stageRangeSchema.safeParse(row);
	if (!range.success) return [];
	const { x: from, x2: to, y: replicaId } = range.data;
	return [{ from, to, replicaId, stage }];
}

function byTime(one: StageRange, other: StageRange): number {
	return one.from - other.from || one.to - other.to || (one.replicaId < other.replicaId ? -1 : 1);
}

function rfc3339(instant: number): string {
	return new Date(instant).toISOString();
}

function parsed<Schema extends z.ZodType>(
	schema: Schema,
	answer: unknown,
	request: HttpRequest,
): z.infer<Schema> {
	const result = schema.safeParse(answer);
	if (!result.success) throw unexpectedAnswer(request);
	return result.data;
}

function unexpectedAnswer({ method, path }: HttpRequest): HuggingFaceError {
	const event = "answered 200 with something else than documented";
	const code = "malformed";
	return new HuggingFaceError({ code, retryable: false, method, route: path, event, status: 200 });
}
