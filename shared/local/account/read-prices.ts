import { DataError } from "../evaluate/data-error.ts";

/** US dollars per replica-hour, by endpoint. */
export type Prices = ReadonlyMap<string, number>;

/** No hardware costs more: what does is a price in micro-dollars, or for a month, written by mistake. */
const highestUsdPerHour = 10_000;

/** Reads `{"endpoint": usdPerHour}`. Throws a `DataError` that names the endpoint and what is allowed. */
export function readPrices(text: string, file: string): Prices {
	const prices = parsed(text, file);
	refuseTwice(text, file);
	return new Map(
		Object.entries(prices).map(([endpoint, price]) => {
			const isPrice = typeof price === "number" && price >= 0 && price <= highestUsdPerHour;
			if (isPrice) return [endpoint, price];
			const problem = `the price of "${endpoint}" is ${JSON.stringify(price)}`;
			const allowed = `US dollars per replica-hour, a number from 0 to ${highestUsdPerHour}`;
			throw new DataError({ file, line: lineOf(endpoint, text) }, problem, allowed);
		}),
	);
}

function parsed(text: string, file: string): object {
	const allowed = '{"endpoint": usdPerHour}, such as {"llama-70b-chat": 10}';
	try {
		const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
		if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
	} catch (cause) {
		const why = cause instanceof Error ? cause.message : String(cause);
		const error = new DataError({ file, line: null }, `it is not JSON (${why})`, allowed);
		error.cause = cause;
		throw error;
	}
	throw new DataError({ file, line: null }, "it is not a JSON object", allowed);
}

/** Of two equal names JSON keeps the last, and which of the two prices is meant nobody can tell. */
function refuseTwice(text: string, file: string): void {
	const seen = new Set<string>();
	for (const { name, line } of namesIn(text)) {
		const problem = `"${name}" has two prices`;
		if (seen.has(name)) throw new DataError({ file, line }, problem, "one price for each endpoint");
		seen.add(name);
	}
}

/** Strings that stand before a colon: the names of an object without objects in it. */
function namesIn(text: string): { name: string; line: number }[] {
	return [...text.matchAll(/("(?:[^"\\]|\\.)*")\s*(:?)/g)]
		.filter(([, , colon]) => colon === ":")
		.map(({ index, 1: quoted = '""' }) => ({
			name: JSON.parse(quoted) as string,
			line: text.slice(0, index).split("\n").length,
		}));
}

function lineOf(endpoint: string, text: string): number | null {
	const index = text.indexOf(JSON.stringify(endpoint));
	return index < 0 ? null : text.slice(0, index).split("\n").length;
}
