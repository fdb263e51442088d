import { judgePriceList } from "../../core/pricing/judge-price-list.ts";
import { defaultPriceLimits, type PriceLimits } from "../../domain/accounting.ts";
import type { Instant } from "../../domain/instant.ts";
import { microUsdOf } from "../../domain/money.ts";
import type { HardwarePrice, PriceBook, PriceDoubt } from "../../domain/price.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { PriceMemory } from "../../ports/price-memory.ts";
import type { PriceReader } from "../../ports/price-reader.ts";
import { catalogue } from "./catalogue.ts";
import type { HttpClient } from "./http-client.ts";
import { computePriceSchema, providerSchema } from "./schemas.ts";

export type PriceReaderOptions = {
	readonly client: HttpClient;
	readonly clock: Clock;
	readonly log: Log;
	/** Without one, a list is remembered for as long as the process lives. */
	readonly memory?: PriceMemory;
	readonly limits?: Partial<PriceLimits>;
};

/**
 * The vendor's live price list, else the last good one, else the shipped catalogue. `asOf` tells
 * the age of what is handed out. Never rejects: a price of yesterday beats no price.
 */
export function createPriceReader(options: PriceReaderOptions): PriceReader {
	const limits = { ...defaultPriceLimits, ...options.limits };
	let lastGood: PriceBook | null = null;
	let nextReadAt = Number.NEGATIVE_INFINITY;
	let reading: Promise<PriceBook> | null = null;
	const refresh = async () => {
		const known = lastGood ?? (await recalled(options)) ?? catalogue;
		const book = await readLive(known, { ...options, limits });
		lastGood = book ?? known;
		nextReadAt = options.clock.now() + (book ? limits.refreshMs : limits.retryMs);
		reading = null;
		return lastGood;
	};
	return {
		readPrices: async () => {
			if (lastGood === null || options.clock.now() >= nextReadAt) reading ??= refresh();
			return reading ?? lastGood ?? catalogue;
		},
	};
}

async function recalled({ memory, log }: PriceReaderOptions): Promise<PriceBook | null> {
	return memory === undefined ? null : remembering(log, () => memory.recall());
}

/** A store that is down must not take the prices with it. */
async function remembering<T>(log: Log, work: () => Promise<T>): Promise<T | null> {
	try {
		return await work();
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		log.warn("price-list-not-remembered", { reason });
		return null;
	}
}

type ReadContext = PriceReaderOptions & { readonly limits: PriceLimits };

/** null: it could not be read, or is not to be believed; the log says why. */
async function readLive(lastGood: PriceBook, context: ReadContext): Promise<PriceBook | null> {
	const { client, clock, log, memory } = context;
	const asOf = clock.now();
	try {
		const request = { method: "GET", path: "/v2/provider", isPublic: true } as const;
		const rows = rowsOf(await client.read(request));
		const doubt = judgePriceList(rows, lastGood, context.limits);
		if (doubt !== null) {
			await refuse(doubt, asOf, context);
			return null;
		}
		const confirmedAt = lastGood.source === "live" ? lastGood.asOf : null;
		const book: PriceBook = { asOf, source: "live", rows, confirmedAt };
		if (memory !== undefined) await remembering(log, () => memory.keep(book));
		return book;
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		log.warn("price-list-not-read", { reason });
	}
	return null;
}

async function refuse(doubt: PriceDoubt, at: Instant, { log, memory }: ReadContext): Promise<void> {
	log.warn("price-list-refused", { ...doubt });
	if (memory !== undefined) await remembering(log, () => memory.refuse(doubt, at));
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
