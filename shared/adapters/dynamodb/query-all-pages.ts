import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Item } from "../../ports/table.ts";
import { type CallSettings, call } from "./call.ts";
import { itemOf } from "./stored-item.ts";

/** A page holds 1 MB; more than this many is a mistake in the range. */
const maxPages = 200;

/** Strongly consistent page by page; items that change in between are seen as they were or are. */
export async function queryAllPages(
	settings: CallSettings,
	range: { readonly pk: string; readonly from: string; readonly to: string },
): Promise<readonly Item[]> {
	// DynamoDB refuses an empty string and bounds in the wrong order; both mean that nothing matches.
	if (range.to === "" || range.from > range.to) return [];
	const items: Item[] = [];
	let start: Record<string, unknown> | undefined;
	for (let page = 1; page <= maxPages; page += 1) {
		const answer = await readPage(settings, range, start);
		const now = settings.clock.now();
		items.push(...(answer.Items ?? []).flatMap((stored) => itemOf(stored, now) ?? []));
		start = answer.LastEvaluatedKey;
		if (start === undefined) return items;
	}
	throw new RangeError(
		`The query of ${range.pk} from ${range.from} to ${range.to} has over ${maxPages} pages.`,
	);
}

function readPage(
	settings: CallSettings,
	{ pk, from, to }: { readonly pk: string; readonly from: string; readonly to: string },
	start: Record<string, unknown> | undefined,
) {
	const bounds =
		from === ""
			? { expression: "sk <= :to", values: { ":to": to } }
			: { expression: "sk BETWEEN :from AND :to", values: { ":from": from, ":to": to } };
	return call(settings, `query ${pk} ${from} ${to}`, (client, common) =>
		client.send(
			new QueryCommand({
				...common,
				ConsistentRead: true,
				KeyConditionExpression: `pk = :pk AND ${bounds.expression}`,
				ExpressionAttributeValues: { ":pk": pk, ...bounds.values },
				...(start === undefined ? {} : { ExclusiveStartKey: start }),
			}),
		),
	);
}
