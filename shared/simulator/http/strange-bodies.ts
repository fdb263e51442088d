type Body = {
	readonly [key: string]: unknown;
	readonly items?: unknown;
	readonly series?: unknown;
	readonly replicasStatus?: unknown;
	readonly status?: unknown;
	readonly name?: unknown;
	readonly id?: unknown;
	readonly stage?: unknown;
};

const unknownState = "hibernating";
const unknownStage = "rebalancing";

/** A list page with about half of its items missing (at least one), its totals untouched. */
export function withoutSomeItems(body: unknown, chance: (name: string) => number): unknown {
	if (!isBody(body) || !Array.isArray(body.items)) return body;
	const items: readonly unknown[] = body.items;
	const kept = items.filter((item) => chance(nameOf(item)) >= 0.5);
	return { ...body, items: kept.length < items.length ? kept : items.slice(1) };
}

/** The body with fields that no version of the API has had so far, on every level of an endpoint. */
export function withUnknownFields(body: unknown): unknown {
	if (Array.isArray(body)) return body.map(withUnknownFields);
	if (!isBody(body)) return body;
	const entries = Object.entries(body).map(([key, value]) => [
		key,
		isOpen(key) ? withUnknownFields(value) : value,
	]);
	return {
		...Object.fromEntries(entries),
		fieldOfTomorrow: { enabled: true, since: "2027-01-01" },
	};
}

/**
 * The body with states of endpoints and stages of replicas that no version of the API has had so far,
 * for about half of them (at least the first one).
 */
export function withUnknownStates(body: unknown, chance: (name: string) => number): unknown {
	if (!isBody(body)) return body;
	if (Array.isArray(body.items)) return { ...body, items: changeSome(body.items, chance) };
	if (Array.isArray(body.series)) return { ...body, series: changeSome(body.series, chance) };
	if (isBody(body.replicasStatus)) {
		return { ...body, replicasStatus: withUnknownStates(body.replicasStatus, chance) };
	}
	return strange(body);
}

function changeSome(
	items: readonly unknown[],
	chance: (name: string) => number,
): readonly unknown[] {
	return items.map((item, index) =>
		index === 0 || chance(nameOf(item)) < 0.5 ? strange(item) : item,
	);
}

function strange(item: unknown): unknown {
	if (!isBody(item)) return item;
	if ("stage" in item) return { ...item, stage: unknownStage };
	const status = item.status;
	if (!isBody(status)) return item;
	if ("stage" in status) return { ...item, status: { ...status, stage: unknownStage } };
	return "state" in status ? { ...item, status: { ...status, state: unknownState } } : item;
}

/** Free maps of the user (environment, secrets) and unions with one key stay as they are. */
function isOpen(key: string): boolean {
	return !["env", "secrets", "image", "measure", "tags", "args"].includes(key);
}

function nameOf(item: unknown): string {
	if (!isBody(item)) return "";
	const name = item.name ?? item.id ?? item.stage;
	return typeof name === "string" ? name : "";
}

function isBody(value: unknown): value is Body {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
