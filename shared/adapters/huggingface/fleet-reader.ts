import type * as z from "zod";
import type { Endpoint, Inventory, StageRange } from "../../domain/endpoint.ts";
import type { Range } from "../../domain/instant.ts";
import type { Clock } from "../../ports/clock.ts";
import type { FleetReader } from "../../ports/fleet-reader.ts";
import { endpointOf, problemOfEndpoint } from "./endpoint-mapping.ts";
import { firstIssue } from "./first-issue.ts";
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
	const { problem, endpoints } = listing;
	if (problem === null) return { at, complete: true, endpoints };
	const path = pathOf("v2", "endpoint", options.namespace);
	return { at, complete: false, problem: `GET ${path} ${problem}. ${incompleteAdvice}`, endpoints };
}

const incompleteAdvice =
	"Nothing was booked from it; if the next lists say the same, look at this answer and at any proxy.";

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
	#firstProblem: string | null = null;
	cursor: string | null = null;
	isOver = false;

	add({ items, totalItems, nextCursor }: Page): void {
		for (const item of items) this.#addEndpoint(item);
		if (typeof totalItems === "number") this.#totals.add(totalItems);
		this.cursor = nextCursor || null;
		if (this.cursor === null) this.isOver = true;
		else if (this.#cursors.has(this.cursor)) this.#endAtRepeatedCursor();
		else this.#cursors.add(this.cursor);
	}

	get endpoints(): readonly Endpoint[] {
		return [...this.#endpoints.values()];
	}

	/** A fleet that changed between two pages shows as a duplicate or as totals that do not fit. */
	get problem(): string | null {
		if (this.#firstProblem !== null) return this.#firstProblem;
		if (!this.isOver) return "has more pages than are read";
		const wrong = [...this.#totals].find((total) => total !== this.#endpoints.size);
		if (wrong === undefined) return null;
		return `speaks of ${wrong} endpoints and shows ${this.#endpoints.size}`;
	}

	#addEndpoint(item: unknown): void {
		const endpoint = endpointOf(item);
		if (endpoint === null) this.#note(`shows what cannot be read: ${problemOfEndpoint(item)}`);
		else if (this.#endpoints.has(endpoint.name)) this.#note(`shows ${endpoint.name} twice`);
		else this.#endpoints.set(endpoint.name, endpoint);
	}

	#endAtRepeatedCursor(): void {
		this.#note("repeats a cursor, so its pages have no end");
		this.isOver = true;
	}

	#note(problem: string): void {
		this.#firstProblem ??= problem;
	}
}

async function getEndpoint(
	name: string,
	{ client, namespace }: FleetReaderOptions,
): Promise<Endpoint | null> {
	const request = { method: "GET", path: pathOf("v2", "endpoint", namespace, name) } as const;
	try {
		const item = await client.read(request);
		const endpoint = endpointOf(item);
		if (!endpoint) throw unexpectedAnswer(request, problemOfEndpoint(item));
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
	// A row that is left out would be taken for a replica that was not there, and cost nothing.
	const unreadable = rows.length - ranges.length;
	if (unreadable > 0) {
		throw unexpectedAnswer(request, `${unreadable} of ${rows.length} stage ranges lack x, x2 or y`);
	}
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
	if (!result.success) throw unexpectedAnswer(request, firstIssue(result.error));
	return result.data;
}

function unexpectedAnswer({ method, path }: HttpRequest, what: string): HuggingFaceError {
	const event = `answered 200 with something else than documented (${what})`;
	const code = "malformed";
	return new HuggingFaceError({ code, retryable: false, method, route: path, event, status: 200 });
}
