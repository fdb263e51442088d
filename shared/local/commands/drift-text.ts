import type { EndpointDrift } from "../../domain/bill.ts";

/** How far what was metered is from the bill, as a share of the larger: `+1.2 %`; `–` where both are nothing. */
export function driftText({
	metered,
	billedMicroUsd,
}: Pick<EndpointDrift, "metered" | "billedMicroUsd">): string {
	const larger = Math.max(metered.point, billedMicroUsd);
	if (larger === 0) return "–";
	const percent = (((metered.point - billedMicroUsd) / larger) * 100).toFixed(1);
	// What rounds to nothing has no sign.
	if (Number(percent) === 0) return "0.0 %";
	return `${Number(percent) > 0 ? "+" : ""}${percent} %`;
}
