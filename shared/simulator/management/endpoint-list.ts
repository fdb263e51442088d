import type { SimulatedAccount } from "../account.ts";
import type { SimulatedEndpoint } from "../endpoint.ts";
import type { Route, SimulatedResponse } from "../http/route.ts";
import { answer, refusal, scopedRoute } from "./answers.ts";
import { endpointBody } from "./endpoint-body.ts";

type Filter = (endpoint: SimulatedEndpoint) => boolean;

/** Where a page begins (after an endpoint) or ends (before one), in the order of the list. */
type Cursor = { side: "after" | "before"; value: string; name: string };

/** The pages of the fleet, and the search by name. */
export function endpointListRoutes(account: SimulatedAccount): Route[] {
	return [
		scopedRoute(account, {
			method: "GET",
			pattern: "/v2/endpoint/{namespace}",
			scope: "read",
			answer: ({ query }) => listPage(account, query),
		}),
		scopedRoute(account, {
			method: "GET",
			pattern: "/v2/search/{namespace}",
			scope: "read",
			answer({ query }) {
				const limit = limitOf(account, query) ?? account.settings.pageLimitDefault;
				const found = account.list().filter(matches(query)).slice(0, limit);
				return answer({ items: found.map(({ name }) => ({ name })) });
			},
		}),
	];
}

function listPage(account: SimulatedAccount, query: URLSearchParams): SimulatedResponse {
	const limit = limitOf(account, query);
	if (limit === null) return refusal(400, "limit must be a whole number, at least 1");
	const given = query.get("cursor");
	const cursor = given === null ? null : decodeCursor(given);
	if (given !== null && cursor === null) return refusal(400, "invalid cursor");
	const order = orderOf(query);
	const all = account.list().filter(matches(query)).sort(order.compare);
	const start = cursor === null ? 0 : firstOfPage(all, order, { cursor, limit });
	const page = all.slice(start, start + limit);
	const first = page[0];
	const last = page.at(-1);
	const hasMore = start + page.length < all.length;
	return answer({
		items: page.map(endpointBody),
		totalItems: all.length,
		nextCursor: hasMore && last !== undefined ? cursorAt("after", order, last) : null,
		prevCursor: start > 0 && first !== undefined ? cursorAt("before", order, first) : null,
	});
}

function limitOf({ settings }: SimulatedAccount, query: URLSearchParams): number | null {
	const given = query.get("limit");
	if (given === null) return settings.pageLimitDefault;
	const limit = Number(given);
	if (!Number.isSafeInteger(limit) || limit < 1) return null;
	return Math.min(limit, settings.pageLimitMaximum);
}

/** Comma lists are alternatives; of tags all must be there (undocumented, the stricter form). */
function matches(query: URLSearchParams): Filter {
	const list = (name: string) => query.get(name)?.split(",").filter(Boolean) ?? null;
	const states = list("state");
	const types = list("type");
	const tasks = list("task");
	const tags = list("tags");
	const search = query.get("search")?.toLowerCase() ?? null;
	return (endpoint) =>
		(states?.includes(endpoint.state) ?? true) &&
		(types?.includes(endpoint.type) ?? true) &&
		(tasks?.includes(endpoint.model.task) ?? true) &&
		(tags?.every((tag) => endpoint.tags.includes(tag)) ?? true) &&
		(search === null || endpoint.name.includes(search));
}

type Order = {
	keyOf: (endpoint: SimulatedEndpoint) => string;
	compare: (left: SimulatedEndpoint, right: SimulatedEndpoint) => number;
	/** Whether a place in the list comes strictly after another. */
	sign: 1 | -1;
};

const instantDigits = 16;

function orderOf(query: URLSearchParams): Order {
	const sortBy = query.get("sortBy") ?? "createdAt";
	const sign = query.get("direction") === "asc" ? 1 : -1;
	const keyOf = (endpoint: SimulatedEndpoint) => {
		if (sortBy === "name") return endpoint.name;
		const instant = sortBy === "updatedAt" ? endpoint.updatedAt : endpoint.createdAt;
		return String(instant).padStart(instantDigits, "0");
	};
	const compare: Order["compare"] = (left, right) =>
		sign * comparePlaces([keyOf(left), left.name], [keyOf(right), right.name]);
	return { keyOf, compare, sign };
}

function comparePlaces(left: [string, string], right: [string, string]): number {
	if (left[0] !== right[0]) return left[0] < right[0] ? -1 : 1;
	if (left[1] === right[1]) return 0;
	return left[1] < right[1] ? -1 : 1;
}

/** Cursors name a place, not a number, so that a page stays right when endpoints come and go. */
function firstOfPage(
	all: readonly SimulatedEndpoint[],
	{ keyOf, sign }: Order,
	{ cursor, limit }: { cursor: Cursor; limit: number },
): number {
	const place: [string, string] = [cursor.value, cursor.name];
	const distance = (each: SimulatedEndpoint) =>
		sign * comparePlaces([keyOf(each), each.name], place);
	if (cursor.side === "after") {
		const found = all.findIndex((each) => distance(each) > 0);
		return found === -1 ? all.length : found;
	}
	const end = all.findIndex((each) => distance(each) >= 0);
	return Math.max(0, (end === -1 ? all.length : end) - limit);
}

function cursorAt(side: Cursor["side"], { keyOf }: Order, endpoint: SimulatedEndpoint): string {
	const place = JSON.stringify([side, keyOf(endpoint), endpoint.name]);
	return Buffer.from(place).toString("base64url");
}

function decodeCursor(text: string): Cursor | null {
	try {
		const place: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
		if (!Array.isArray(place)) return null;
		const [side, value, name] = place as unknown[];
		if (side !== "after" && side !== "before") return null;
		if (typeof value !== "string" || typeof name !== "string") return null;
		return { side, value, name };
	} catch {
		return null;
	}
}
