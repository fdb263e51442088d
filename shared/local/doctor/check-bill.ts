import { createBillReader } from "../../adapters/huggingface/bill-reader.ts";
import type { HttpClient } from "../../adapters/huggingface/http-client.ts";
import { moneyText } from "../../core/notify/money-text.ts";
import type { Check } from "./check.ts";

const name = "bill";

/** Whether the token can read the vendor's bill. Without it nothing but the comparison is missing. */
export async function checkBill(client: HttpClient, namespace: string): Promise<Check> {
	try {
		const answer = await createBillReader({ client, namespace }).readBill(null);
		if (answer.kind === "refused") return warn(`no access to the bill of ${namespace}`);
		const { rows, from } = answer.period;
		const total = rows.reduce((sum, { microUsd }) => sum + microUsd, 0);
		const since = new Date(from).toISOString().slice(0, 10);
		const detail = `readable, ${rows.length} rows, ${moneyText(total)} since ${since}`;
		return { name, state: "ok", detail, remedy: null };
	} catch (error) {
		return warn(error instanceof Error ? error.message : String(error));
	}
}

function warn(detail: string): Check {
	const remedy = "give the token the right to read billing; metering and the guard work without it";
	return { name, state: "warn", detail, remedy };
}
