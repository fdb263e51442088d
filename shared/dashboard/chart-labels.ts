import type { ChartSize, Scale } from "./chart-size.ts";
import type { ChartView } from "./chart-view.ts";

export type LabelKind = "line" | "future" | "now";

export type Label = {
	readonly kind: LabelKind;
	readonly name: string;
	readonly x: number;
	readonly y: number;
	readonly anchor: "start" | "end";
	readonly text: string;
};

/** Words beside what is drawn, moved apart so that none covers another. */
export function chartLabels(view: ChartView, size: ChartSize, scale: Scale): readonly Label[] {
	return [
		...lineLabels(view, size, scale),
		...futureLabels(view, size, scale),
		nowLabel(view, scale),
	];
}

/** Each line is named above its left end, where the spend of the day is still low. */
function lineLabels(view: ChartView, size: ChartSize, scale: Scale): readonly Label[] {
	const wanted = view.lines.map(({ amount }) => scale.y(amount) - 4);
	const places = apart(wanted, size.labelHeight);
	return view.lines.map(({ name, text }, index) => ({
		kind: "line",
		name,
		x: size.left,
		y: places[index] ?? 0,
		anchor: "start",
		text,
	}));
}

/** The futures stand right of the day's end, most on top. */
function futureLabels(view: ChartView, size: ChartSize, scale: Scale): readonly Label[] {
	const lowest = scale.y(0) - (view.fan.length - 1) * size.labelHeight;
	const wanted = view.fan.map(({ amount }, index) =>
		Math.min(scale.y(amount) + 4, lowest + index * size.labelHeight),
	);
	const places = apart(wanted, size.labelHeight);
	return view.fan.map(({ name, text, amount }, index) => ({
		kind: "future",
		name: name.replace(" ", "-"),
		x: scale.x(1) + 6,
		y: places[index] ?? 0,
		anchor: "start",
		text: `${shortName(name, size)} ${text}${amount > view.top ? " ↑" : ""}`,
	}));
}

function shortName(name: string, size: ChartSize): string {
	return size.name === "wide" ? name : name.replace("at ", "");
}

/** Left of the point, except in the first third of the day. */
function nowLabel({ now, nowText }: ChartView, scale: Scale): Label {
	const early = now.x < 1 / 3;
	return {
		kind: "now",
		name: "spent",
		x: scale.x(now.x) + (early ? 10 : -10),
		y: scale.y(now.amount) + (early ? 16 : -8),
		anchor: early ? "start" : "end",
		text: nowText,
	};
}

/** Ascending places, each moved down until it is `distance` below the one before it. */
function apart(wanted: readonly number[], distance: number): readonly number[] {
	const places: number[] = [];
	for (const place of wanted) {
		const before = places.at(-1);
		places.push(before === undefined ? place : Math.max(place, before + distance));
	}
	return places;
}
