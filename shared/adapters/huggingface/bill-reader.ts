import type { BillPeriod } from "../../domain/bill.ts";
import type { AccountErrorCode } from "../../ports/account-error.ts";
import type { BillAnswer, BillReader } from "../../ports/bill-reader.ts";
import { billSchema } from "./bill-schema.ts";
import { type HttpClient, type HttpRequest, pathOf } from "./http-client.ts";
import { HuggingFaceError } from "./hugging-face-error.ts";

export type BillReaderOptions = {
	/** A client of the Hub, not of the management API. */
	readonly client: HttpClient;
	readonly namespace: string;
};

/**
 * The Hub's `billing/usage`: that of the organisation, or that of the token's owner where the namespace
 * is a person's. A bill of somebody else is no answer, whatever the route says.
 */
export function createBillReader({ client, namespace }: BillReaderOptions): BillReader {
	const organisation = pathOf("api", "organizations", namespace, "billing", "usage");
	return {
		readBill: async (periodId) => {
			const first = await read(client, organisation, { periodId, namespace });
			if (first.kind === "period") return first;
			const own = await read(client, "/api/settings/billing/usage", { periodId, namespace });
			return own.kind === "period" ? own : first;
		},
	};
}

/** The vendor answers 404 where there is no such bill and 401 or 403 where the token may not see it. */
const refusals: readonly AccountErrorCode[] = ["not-found", "forbidden", "unauthorized"];

async function read(
	client: HttpClient,
	path: string,
	{ periodId, namespace }: { periodId: string | null; namespace: string },
): Promise<BillAnswer> {
	const query = periodId === null ? {} : { periodId };
	const request = { method: "GET", path, query } as const;
	try {
		return answerOf(await client.read(request), request, namespace);
	} catch (error) {
		if (!(error instanceof HuggingFaceError) || !refusals.includes(error.code)) throw error;
		return { kind: "refused", reason: error.message };
	}
}

function answerOf(body: unknown, request: HttpRequest, namespace: string): BillAnswer {
	const parsed = billSchema.safeParse(body);
	if (!parsed.success) throw unexpectedAnswer(request);
	const { usage, period } = parsed.data;
	if (period.entityName.toLowerCase() !== namespace.toLowerCase()) {
		const reason = `${request.path} is the bill of ${period.entityName}, not of ${namespace}`;
		return { kind: "refused", reason };
	}
	const rows = (usage.Endpoints ?? []).map(({ label, product, totalCostMicroUSD }) => ({
		label,
		product,
		microUsd: totalCostMicroUSD,
	}));
	const { _id: id, periodStart: from, periodEnd: to } = period;
	const answer: BillPeriod = { id, from, to, rows };
	return { kind: "period", period: answer };
}

function unexpectedAnswer({ method, path }: HttpRequest): HuggingFaceError {
	const event = "answered 200 with something else than the documented bill";
	return new HuggingFaceError({
		code: "malformed",
		retryable: false,
		method,
		route: path,
		event,
		status: 200,
	});
}
