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

/** Words beside what is drawn, placed so that none covers another. */
export function chartLabels(view: ChartView, size: ChartSize, scale: Scale): readonly Label[] {
	const lines = lineLabels(view, size, scale);
	return [...lines, ...futureLabels(view, size, scale), nowLabel(view, size, scale, lines)];
}

/** Each line is named above its left end, where the spend of the day is still low. */
function lineLabels(view: ChartView, size: ChartSize, scale: Scale): readonly Label[] {
	const wanted = view.lines.map(({ amount }) => scale.y(amount) - 4);
	const places = stacked(wanted, size.labelHeight);
	return view.lines.map(({ name, text, since }, index) => ({
		kind: "line",
		name,
		x: size.left,
		y: places[index] ?? 0,
		anchor: "start",
		text: size.name === "wide" ? `${text}${since}` : text,
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
		name: "",
		x: scale.x(1) + 6,
		y: places[index] ?? 0,
		anchor: "start",
		text: `${shortName(name, size)} ${text}${amount > view.top ? "↑" : ""}`,
	}));
}

function shortName(name: string, size: ChartSize): string {
	return size.name === "wide" ? name : name.replace("at ", "");
}

/** Heights beside the point that are tried in turn, in pixels. */
const nowOffsets = [-9, 20, -25, 36, -42, 52, -58];

/** Left of the point, except in the first third of the day, where no line's name stands. */
function nowLabel(
	{ now, nowText }: ChartView,
	size: ChartSize,
	scale: Scale,
	lines: readonly Label[],
): Label {
	const isEarly = now.x < 1 / 3;
	const point = { x: scale.x(now.x), y: scale.y(now.amount) };
	const width = textWidth({ text: nowText }, size);
	// The words may not begin left of the drawing, nor end right of it.
	const x = isEarly
		? Math.min(point.x + 10, size.width - width)
		: Math.max(point.x - 10, size.left + width);
	const at = (offset: number): Label => ({
		kind: "now",
		name: "",
		x,
		y: Math.max(size.labelHeight, point.y + offset),
		anchor: isEarly ? "start" : "end",
		text: nowText,
	});
	const isFree = (offset: number) => lines.every((line) => !overlaps(at(offset), line, size));
	return at(nowOffsets.find(isFree) ?? 0);
}

function overlaps(label: Label, line: Label, size: ChartSize): boolean {
	const from = label.anchor === "end" ? label.x - textWidth(label, size) : label.x;
	const isBeside = from > line.x + textWidth(line, size);
	return !isBeside && Math.abs(label.y - line.y) < size.labelHeight;
}

/** Wide enough for any system's default typeface: nothing here can measure text. */
function textWidth({ text }: Pick<Label, "text">, size: ChartSize): number {
	return text.length * (size.name === "wide" ? 9 : 7.5);
}

/** Ascending places, each moved up until it is `distance` above the one below it: none stands on the axis. */
function stacked(wanted: readonly number[], distance: number): readonly number[] {
	const upwards = wanted.toReversed().map((place) => -place);
	return apart(upwards, distance)
		.map((place) => -place)
		.toReversed();
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
