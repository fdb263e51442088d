import { hardwareKey } from "../../domain/endpoint.ts";
import { hourMs, minuteMs } from "../../domain/instant.ts";
import { microUsdOf } from "../../domain/money.ts";
import type { HardwarePrice, PriceBook } from "../../domain/price.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { PriceReader } from "../../ports/price-reader.ts";
import { catalogue } from "./catalogue.ts";
import type { HttpClient } from "./http-client.ts";
import { computePriceSchema, providerSchema } from "./schemas.ts";

export type PriceReaderSettings = {
	/** A good list is not asked for again before this. */
	readonly refreshMs: number;
	/** After a failure, the next try comes no sooner. */
	readonly retryMs: number;
	/** A shorter list is taken for a broken one; the vendor's has about 190 rows. */
	readonly fewestRows: number;
	/** A list that lost more than this share of its rows since the last good one is broken. */
	readonly smallestShare: number;
	/** A list in which a price went up or down by this factor is broken. */
	readonly jumpFactor: number;
};

export const defaultPriceReaderSettings: PriceReaderSettings = {
	refreshMs: hourMs,
	retryMs: 5 * minuteMs,
	fewestRows: 10,
	smallestShare: 0.5,
	jumpFactor: 10,
};

export type PriceReaderOptions = {
	readonly client: HttpClient;
	readonly clock: Clock;
	readonly log: Log;
	readonly settings?: Partial<PriceReaderSettings>;
};

/**
 * The vendor's live price list, else the last good one, else the shipped catalogue. `asOf` tells
 * the age of what is handed out. Never rejects: a price of yesterday beats no price.
 */
export function createPriceReader(options: PriceReaderOptions): PriceReader {
	const settings = { ...defaultPriceReaderSettings, ...options.settings };
	let lastGood = catalogue;
	let nextReadAt = Number.NEGATIVE_INFINITY;
	let reading: Promise<void> | null = null;
	const refresh = async () => {
		const book = await readLive(lastGood, { ...options, settings });
		lastGood = book ?? lastGood;
		nextReadAt = options.clock.now() + (book ? settings.refreshMs : settings.retryMs);
		reading = null;
	};
	return {
		readPrices: async () => {
			if (options.clock.now() >= nextReadAt) reading ??= refresh();
			await reading;
			return lastGood;
		},
	};
}

type ReadContext = PriceReaderOptions & { readonly settings: PriceReaderSettings };

/** null: it could not be read, or is not to be believed; the log says why. */
async function readLive(lastGood: PriceBook, context: ReadContext): Promise<PriceBook | null> {
	const asOf = context.clock.now();
	try {
		const request = { method: "GET", path: "/v2/provider", isPublic: true } as const;
		const rows = rowsOf(await context.client.read(request));
		const doubt = doubtOf(rows, lastGood, context.settings);
		if (doubt === null) return { asOf, source: "live", rows };
		context.log.warn("price-list-refused", { doubt, rows: rows.length });
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		context.log.warn("price-list-not-read", { reason });
	}
	return null;
}

/** Rows without a usable price are left out: their hardware then counts as unpriced, never as free. */
function rowsOf(answer: unknown): readonly HardwarePrice[] {
	const provider = providerSchema.safeParse(answer);
	if (!provider.success) return [];
	return provider.data.vendors.flatMap((vendor) =>
		vendor.regions.flatMap((region) =>
			region.computes.flatMap((compute) => rowOf(vendor.name, region.name, compute)),
		),
	);
}

function rowOf(vendor: string, region: string, compute: unknown): readonly HardwarePrice[] {
	const parsed = computePriceSchema.safeParse(compute);
	if (!parsed.success) return [];
	const { pricePerHour, ...hardware } = parsed.data;
	const priceMicroUsdPerHour = microUsdOf(pricePerHour);
	if (!(priceMicroUsdPerHour > 0) || !Number.isSafeInteger(priceMicroUsdPerHour)) return [];
	return [{ vendor, region, ...hardware, priceMicroUsdPerHour }];
}

/** Why a list is not to be believed; null: nothing speaks against it. */
function doubtOf(
	rows: readonly HardwarePrice[],
	lastGood: PriceBook,
	settings: PriceReaderSettings,
): "too-short" | "shrunk" | "jumped" | null {
	if (rows.length < settings.fewestRows) return "too-short";
	const isLive = lastGood.source === "live";
	if (isLive && rows.length < lastGood.rows.length * settings.smallestShare) return "shrunk";
	return hasJump(rows, lastGood, settings.jumpFactor) ? "jumped" : null;
}

function hasJump(rows: readonly HardwarePrice[], lastGood: PriceBook, factor: number): boolean {
	const known = new Map(lastGood.rows.map((row) => [hardwareKey(row), row.priceMicroUsdPerHour]));
	return rows.some((row) => {
		const before = known.get(hardwareKey(row));
		if (before === undefined) return false;
		const ratio = row.priceMicroUsdPerHour / before;
		return ratio >= factor || ratio <= 1 / factor;
	});
}
